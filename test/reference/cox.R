# Cox regression by R's own survival package: the witness of test/statistics/cox.test.ts.
# Run from the repository's root: Rscript test/reference/cox.R
suppressPackageStartupMessages(library(survival))
options(warn = 2)

# JSON by hand: 17 significant digits give every double back.
number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
numbers <- function(x) paste0("[", paste(number(x), collapse = ","), "]")
words <- function(x) paste0("[", paste0("\"", x, "\"", collapse = ","), "]")
object <- function(...) {
  members <- list(...)
  paste0("{", paste0("\"", names(members), "\":", unlist(members), collapse = ",\n  "), "}")
}
# Far beyond the default of 1e-9 of the log likelihood, so that two programs can be held to eight digits.
strict <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 60)

fit <- function(response, x, stratum, ties) {
  f <- if (is.null(stratum)) coxph(response ~ x, ties = ties, control = strict)
       else coxph(response ~ x + strata(stratum), ties = ties, control = strict)
  s <- summary(f)
  object(beta = numbers(f$coefficients), standardError = numbers(s$coefficients[, "se(coef)"]),
         hazardRatio = numbers(s$conf.int[, "exp(coef)"]), lower = numbers(s$conf.int[, "lower .95"]),
         upper = numbers(s$conf.int[, "upper .95"]), p = numbers(s$coefficients[, "Pr(>|z|)"]),
         logLikelihood = numbers(f$loglik),
         tests = numbers(c(s$logtest["test"], f$wald.test, f$score)),
         testsP = numbers(pchisq(c(s$logtest["test"], f$wald.test, f$score), ncol(x), lower.tail = FALSE)))
}
case <- function(name, times, statuses, x, starts = NULL, stratum = NULL) {
  x <- as.matrix(x)
  keep <- complete.cases(x)
  pick <- function(v) if (is.null(v)) NULL else v[keep]
  x <- x[keep, , drop = FALSE]
  times <- times[keep]; statuses <- statuses[keep]; starts <- pick(starts); stratum <- pick(stratum)
  response <- if (is.null(starts)) Surv(times, statuses) else Surv(starts, times, statuses)
  object(name = paste0("\"", name, "\""), times = numbers(times), statuses = numbers(statuses),
         starts = if (is.null(starts)) "null" else numbers(starts),
         strata = if (is.null(stratum)) "null" else words(stratum),
         names = words(colnames(x)), values = paste0("[", paste(apply(x, 2, numbers), collapse = ","), "]"),
         efron = fit(response, x, stratum, "efron"), breslow = fit(response, x, stratum, "breslow"))
}
columns <- function(...) cbind(...)

recurrence <- subset(colon, etype == 1)
set.seed(2011, kind = "Mersenne-Twister", sample.kind = "Rejection")
ties <- lapply(c(30, 200), function(n) list(
  times = sample(1:9, n, TRUE), statuses = rbinom(n, 1, 0.6), starts = rep(0, n),
  x = columns(treated = rbinom(n, 1, 0.5), age = round(rnorm(n, 60, 9))), stratum = sample(c("north", "south"), n, TRUE)))
late <- lapply(ties, function(t) { t$starts <- floor(runif(length(t$times)) * t$times); t })
# Patients in two stretches, before and after the transplant; half days there: doubled, all are whole days.

cases <- c(
  with(lung, case("lung", time, status - 1, columns(age, sex, ph.ecog))),
  with(lung, case("lung, by performance status", time, status - 1, columns(age, sex), stratum = ifelse(is.na(ph.ecog), "none", ph.ecog))),
  with(recurrence, case("colon, recurrence", time, status, columns(levamisole = 1 * (rx == "Lev"), with5FU = 1 * (rx == "Lev+5FU"), nodes, age))),
  with(veteran, case("veteran", time, status, columns(trt, karno, age, diagtime))),
  with(veteran, case("veteran, by cell type", time, status, columns(trt, karno), stratum = as.character(celltype))),
  with(ovarian, case("ovarian", futime, fustat, columns(age, resid.ds, rx))),
  with(aml, case("aml", time, status, columns(nonmaintained = 1 * (x == "Nonmaintained")))),
  with(heart, case("heart: transplanted from the day of transplantation on", 2 * stop, event, columns(transplant = 1 * (transplant == "1"), age, surgery), starts = 2 * start)),
  with(ties[[1]], case("heavy ties, 30 patients", times, statuses, x)),
  with(ties[[2]], case("heavy ties, 200 patients", times, statuses, x)),
  with(ties[[2]], case("heavy ties, 200 patients in two strata", times, statuses, x, stratum = stratum)),
  with(late[[1]], case("heavy ties, 30 late entries", times, statuses, x, starts = starts)),
  with(late[[2]], case("heavy ties, 200 late entries", times, statuses, x, starts = starts)),
  with(late[[2]], case("heavy ties, 200 late entries in two strata", times, statuses, x, starts = starts, stratum = stratum)),
  case("all events on one day", rep(5, 6), c(1, 1, 1, 1, 0, 0), columns(x = c(1, 4, 2, 8, 5, 7))),
  case("an event on the day of time zero", c(0, 3, 3, 9, 12), c(1, 1, 0, 1, 1), columns(x = c(2, 1, 5, 3, 2))))

writeLines(object(R = paste0("\"", R.version.string, "\""),
                  survival = paste0("\"", packageVersion("survival"), "\""),
                  cases = paste0("[\n", paste(cases, collapse = ",\n"), "\n]")),
           "test/reference/cox.json")
