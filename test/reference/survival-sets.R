# Two sets of R's own survival package, written out for examples/, and what survfit makes of them: the witness of
# test/e2e/real-survival.test.ts. Run from the repository's root: Rscript test/reference/survival-sets.R
suppressPackageStartupMessages(library(survival))

write_out <- function(set, file) write.csv(set, file, row.names = FALSE, quote = FALSE, na = "")
write_out(colon, "examples/colon/colon.csv")
write_out(cbind(patient = seq_len(nrow(jasa)), jasa), "examples/jasa/jasa.csv")

# JSON by hand: 17 significant digits give every double back; R's NA has no number in JSON.
number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
numbers <- function(x) paste0("[", paste(number(x), collapse = ","), "]")
object <- function(members) paste0("{", paste0("\"", names(members), "\":", unlist(members), collapse = ",\n "), "}")

curve <- function(time, status, asked) {
  fit <- survfit(Surv(time, status) ~ 1, conf.type = "log-log")
  at <- summary(fit, times = asked, extend = TRUE)
  object(list(n = number(fit$n), events = number(sum(status)),
              median = numbers(summary(fit)$table[c("median", "0.95LCL", "0.95UCL")]),
              asked = numbers(asked), survival = numbers(at$surv), lower = numbers(at$lower), upper = numbers(at$upper)))
}
by_arm <- function(time, status, arm, asked)
  object(sapply(sort(levels(arm)), function(one) curve(time[arm == one], status[arm == one], asked)))

# Log-rank of the arms, hazard ratios to observation alone, and differences of the mean up to tau to it.
comparison <- function(time, status, arm, sex, tau) {
  arm <- factor(arm, levels = c("Obs", "Lev", "Lev+5FU"))
  test <- survdiff(Surv(time, status) ~ arm)
  within <- survdiff(Surv(time, status) ~ arm + strata(sex))
  # To the last digit: by default R stops a few digits before.
  fit <- function(formula, ...) coxph(formula, control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 60), ...)
  fits <- list(efron = fit(Surv(time, status) ~ arm), breslow = fit(Surv(time, status) ~ arm, ties = "breslow"),
               stratified = fit(Surv(time, status) ~ arm + strata(sex)))
  p <- function(chi) pchisq(chi, 2, lower.tail = FALSE)
  cox <- function(fit) object(list(
    beta = numbers(coef(fit)), standardError = numbers(sqrt(diag(vcov(fit)))), lower = numbers(exp(confint(fit))[, 1]),
    upper = numbers(exp(confint(fit))[, 2]), p = numbers(summary(fit)$coefficients[, 5]),
    likelihoodRatio = number(2 * diff(fit$loglik)), wald = number(fit$wald.test), score = number(fit$score)))
  mean <- summary(survfit(Surv(time, status) ~ arm), rmean = tau)$table
  object(c(list(groups = "[\"Obs\",\"Lev\",\"Lev+5FU\"]", n = numbers(test$n), observed = numbers(test$obs), expected = numbers(test$exp),
                chiSquare = number(test$chisq), p = number(p(test$chisq)),
                stratifiedChiSquare = number(within$chisq), stratifiedP = number(p(within$chisq)),
                tau = number(tau), mean = numbers(mean[, "rmean"]), meanStandardError = numbers(mean[, "se(rmean)"])),
           lapply(fits, cox)))
}

# Rows by patient; recurrence and death each have a row. The composite is the earlier of the two.
recurrence <- colon[colon$etype == 1, ][order(colon$id[colon$etype == 1]), ]
death <- colon[colon$etype == 2, ][order(colon$id[colon$etype == 2]), ]
stopifnot(nrow(recurrence) == 929, all(recurrence$id == death$id))
time <- ifelse(recurrence$status == 1, recurrence$time, death$time)
status <- pmax(recurrence$status, death$status)
years <- round(365.25 * c(1, 3, 5))

writeLines(object(list(
  R = paste0("\"", R.version.string, "\""),
  survival = paste0("\"", packageVersion("survival"), "\""),
  colonComposite = by_arm(time, status, death$rx, years),
  colonDeath = by_arm(death$time, death$status, death$rx, years),
  colonCompared = object(list(pfs = comparison(time, status, death$rx, death$sex, 2000),
                              os = comparison(death$time, death$status, death$rx, death$sex, 2000))),
  jasaDeath = object(list(all = with(jasa, curve(as.numeric(fu.date - accept.dt), fustat, c(0, 30, 90, 365, 1000))))))),
  "test/reference/survival-sets.json")
