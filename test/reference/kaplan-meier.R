# Kaplan-Meier by R's own survival package: the witness of test/statistics/kaplan-meier.test.ts.
# Run from the repository's root: Rscript test/reference/kaplan-meier.R
suppressPackageStartupMessages(library(survival))

probabilities <- c(0.1, 0.25, 0.5, 0.6, 0.75, 0.9)
transforms <- c("log-log", "log", "plain")

# JSON by hand: 17 significant digits give every double back; R's NA, NaN and Inf have no number in JSON.
number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
numbers <- function(x) paste0("[", paste(number(x), collapse = ","), "]")
object <- function(...) {
  members <- list(...)
  paste0("{", paste0("\"", names(members), "\":", unlist(members), collapse = ",\n  "), "}")
}

fitted <- function(times, statuses, transform) survfit(Surv(times, statuses) ~ 1, conf.type = transform)

limits <- function(times, statuses, transform) {
  fit <- fitted(times, statuses, transform)
  # quantile() takes a curve that stays level with 1 - p as reaching on to the last censoring, print() takes the step's own
  # time. endpoints.md 7.4 follows print(); with late censorings moved onto the last event the two agree and the curve is the same.
  last <- max(c(-1, times[statuses == 1]))
  level <- fitted(if (last < 0) times else pmin(times, last), statuses, transform)
  q <- quantile(level, probabilities)
  table <- summary(fit)$table
  object(lower = numbers(fit$lower), upper = numbers(fit$upper),
         median = numbers(table[c("median", "0.95LCL", "0.95UCL")]),
         quantiles = numbers(q$quantile), quantilesLower = numbers(q$lower), quantilesUpper = numbers(q$upper))
}

case <- function(name, times, statuses) {
  all <- summary(fitted(times, statuses, "log-log"), censored = TRUE)
  asked <- sort(unique(round(c(0, quantile(times, c(0.1, 0.33, 0.5, 0.8), names = FALSE), max(times), max(times) + 30))))
  at <- summary(fitted(times, statuses, "log-log"), times = asked, extend = TRUE)
  do.call(object, c(
    list(name = paste0("\"", name, "\""), times = numbers(times), statuses = numbers(statuses),
         time = numbers(all$time), atRisk = numbers(all$n.risk), events = numbers(all$n.event),
         censored = numbers(all$n.censor), survival = numbers(all$surv), standardError = numbers(all$std.err),
         asked = numbers(asked), atRiskAt = numbers(at$n.risk), survivalAt = numbers(at$surv),
         standardErrorAt = numbers(at$std.err), lowerAt = numbers(at$lower), upperAt = numbers(at$upper)),
    sapply(transforms, function(transform) limits(times, statuses, transform), simplify = FALSE)))
}

recurrence <- subset(colon, etype == 1)
set.seed(20111, kind = "Mersenne-Twister", sample.kind = "Rejection")
ties <- lapply(c(25, 80, 300), function(n) list(times = sample(0:12, n, TRUE), statuses = rbinom(n, 1, 0.6)))
half <- function(n) Reduce(function(s, atRisk) s * ((atRisk - 1) / atRisk), n:(n / 2 + 1), 1)
above <- Find(function(n) half(n) > 0.5, seq(4, 100, 2))
below <- Find(function(n) half(n) < 0.5, seq(4, 100, 2))

cases <- c(
  case("lung", lung$time, lung$status - 1),
  case("colon, recurrence", recurrence$time, recurrence$status),
  case("veteran", veteran$time, veteran$status),
  case("ovarian", ovarian$futime, ovarian$fustat),
  case("aml", aml$time, aml$status),
  case("heavy ties, 25 patients", ties[[1]]$times, ties[[1]]$statuses),
  case("heavy ties, 80 patients", ties[[2]]$times, ties[[2]]$statuses),
  case("heavy ties, 300 patients", ties[[3]]$times, ties[[3]]$statuses),
  case("event and censoring on the same day", c(5, 5, 5, 8, 8, 12), c(1, 0, 1, 0, 1, 0)),
  case("all censored", c(3, 7, 7, 20), c(0, 0, 0, 0)),
  case("all events", c(3, 7, 7, 20, 31), c(1, 1, 1, 1, 1)),
  case("half survive exactly, then another event", c(1, 2, 3, 4), c(1, 1, 0, 1)),
  case("half survive exactly, to the end", c(1, 2, 3, 4), c(1, 1, 0, 0)),
  case(sprintf("half survive, rounded up, %d patients", above), seq_len(above), rep(1, above)),
  case(sprintf("half survive, rounded down, %d patients", below), seq_len(below), rep(1, below)),
  case("median not reached", c(2, 9, 30, 40, 50), c(1, 1, 0, 0, 0)),
  case("one patient, event", 10, 1),
  case("one patient, censored", 10, 0),
  case("events and censorings at time zero", c(0, 0, 0, 4, 6, 6, 9), c(1, 0, 1, 1, 0, 1, 0)))

writeLines(object(R = paste0("\"", R.version.string, "\""),
                  survival = paste0("\"", packageVersion("survival"), "\""),
                  probabilities = numbers(probabilities),
                  cases = paste0("[\n", paste(cases, collapse = ",\n"), "\n]")),
           "test/reference/kaplan-meier.json")
