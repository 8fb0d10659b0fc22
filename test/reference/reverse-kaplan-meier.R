# Follow-up by R's own survival package: the witness of test/statistics/reverse-kaplan-meier.test.ts.
# Run from the repository's root: Rscript test/reference/reverse-kaplan-meier.R
suppressPackageStartupMessages(library(survival))

# JSON by hand: 17 significant digits give every double back; R's NA has no number in JSON.
number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
numbers <- function(x) paste0("[", paste(number(x), collapse = ","), "]")
object <- function(...) {
  members <- list(...)
  paste0("{", paste0("\"", names(members), "\":", unlist(members), collapse = ",\n  "), "}")
}

case <- function(name, times, statuses) {
  fit <- survfit(Surv(times, 1 - statuses) ~ 1, conf.type = "log-log")
  object(name = paste0("\"", name, "\""), times = numbers(times), statuses = numbers(statuses),
         time = numbers(fit$time), censorings = numbers(fit$n.event), survival = numbers(fit$surv),
         lower = numbers(fit$lower), upper = numbers(fit$upper),
         median = numbers(summary(fit)$table[c("median", "0.95LCL", "0.95UCL")]))
}

death <- subset(colon, etype == 2)
set.seed(20111, kind = "Mersenne-Twister", sample.kind = "Rejection")

cases <- c(
  case("lung", lung$time, lung$status - 1),
  case("colon, death", death$time, death$status),
  case("veteran", veteran$time, veteran$status),
  case("ovarian", ovarian$futime, ovarian$fustat),
  case("aml", aml$time, aml$status),
  case("heavy ties", sample(0:12, 200, TRUE), rbinom(200, 1, 0.5)),
  case("everybody dies", c(3, 7, 7, 20), c(1, 1, 1, 1)),
  case("nobody dies", c(3, 7, 7, 20), c(0, 0, 0, 0)),
  case("one patient, followed", 10, 0))

writeLines(object(R = paste0("\"", R.version.string, "\""),
                  survival = paste0("\"", packageVersion("survival"), "\""),
                  cases = paste0("[\n", paste(cases, collapse = ",\n"), "\n]")),
           "test/reference/reverse-kaplan-meier.json")
