# Restricted mean survival by R's own survival package, and differences by the formula of survRM2 written out: the witness of
# test/statistics/rmst.test.ts. Run from the repository's root: Rscript test/reference/rmst.R
suppressPackageStartupMessages(library(survival))

# JSON by hand: 17 significant digits give every double back.
number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
numbers <- function(x) paste0("[", paste(number(x), collapse = ","), "]")
object <- function(...) {
  members <- list(...)
  paste0("{", paste0("\"", names(members), "\":", unlist(members), collapse = ",\n  "), "}")
}

# Mean and standard error as survfit prints them.
restricted <- function(times, statuses, tau) {
  fit <- survfit(Surv(times, statuses) ~ 1)
  unname(survival:::survmean(fit, rmean = tau)$matrix[c("rmean", "se(rmean)")])
}
# As survRM2 in its rmst2(): the normal limits and test of the difference.
difference <- function(a, b) {
  d <- a[1] - b[1]
  se <- sqrt(a[2]^2 + b[2]^2)
  c(d, se, d - qnorm(0.975) * se, d + qnorm(0.975) * se, d / se, 2 * pnorm(-abs(d) / se))
}
case <- function(name, times, statuses, group, taus) {
  first <- group == sort(unique(group))[1]
  per_tau <- sapply(taus, function(tau) {
    a <- restricted(times[first], statuses[first], tau)
    b <- restricted(times[!first], statuses[!first], tau)
    object(tau = number(tau), first = numbers(a), second = numbers(b), difference = numbers(difference(a, b)))
  })
  object(name = paste0("\"", name, "\""),
         first = object(times = numbers(times[first]), statuses = numbers(statuses[first])),
         second = object(times = numbers(times[!first]), statuses = numbers(statuses[!first])),
         taus = paste0("[", paste(per_tau, collapse = ","), "]"))
}

recurrence <- subset(colon, etype == 1 & rx != "Lev")
set.seed(7, kind = "Mersenne-Twister", sample.kind = "Rejection")
tied <- list(times = sample(0:12, 120, TRUE), statuses = rbinom(120, 1, 0.6), group = rbinom(120, 1, 0.5))

cases <- c(
  with(lung, case("lung, by sex", time, status - 1, sex, c(100, 365, 883, 2000))),
  with(recurrence, case("colon, recurrence, observed and Lev+5FU", time, status, as.character(rx), c(365, 1826))),
  with(veteran, case("veteran", time, status, trt, c(90, 999, 1500))),
  with(ovarian, case("ovarian", futime, fustat, rx, c(365, 1000))),
  with(aml, case("aml", time, status, as.character(x), c(9, 45, 161))),
  with(tied, case("heavy ties", times, statuses, group, c(1, 6, 12, 20))))

writeLines(object(R = paste0("\"", R.version.string, "\""),
                  survival = paste0("\"", packageVersion("survival"), "\""),
                  cases = paste0("[\n", paste(cases, collapse = ",\n"), "\n]")),
           "test/reference/rmst.json")
