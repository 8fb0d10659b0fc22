# Aalen-Johansen by R's own survival package: the witness of test/statistics/aalen-johansen.test.ts.
# Run from the repository's root: Rscript test/reference/competing-risks.R
suppressPackageStartupMessages(library(survival))

transforms <- c("log-log", "log", "plain")

# JSON by hand: 17 significant digits give every double back; R's NA, NaN and Inf have no number in JSON.
number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
numbers <- function(x) paste0("[", paste(number(x), collapse = ","), "]")
list_of <- function(x) paste0("[", paste(x, collapse = ",\n  "), "]")
object <- function(...) {
  members <- list(...)
  paste0("{", paste0("\"", names(members), "\":", unlist(members), collapse = ",\n  "), "}")
}

# survfit takes its standard error from the infinitesimal jackknife. The delta method (Marubini & Valsecchi 1995; Coviello &
# Boggess, Stata J 2004;4:103-12) is written out here, and the two are the same number.
delta_method <- function(times, causes, count) {
  time <- sort(unique(times))
  n <- sapply(time, function(t) sum(times >= t))
  by_cause <- sapply(seq_len(count), function(k) sapply(time, function(t) sum(times == t & causes == k)))
  by_cause <- matrix(by_cause, nrow = length(time))
  d <- rowSums(by_cause)
  before <- c(1, cumprod(1 - d / n))[seq_along(time)]
  sapply(seq_len(count), function(k) {
    incidence <- cumsum(before * by_cause[, k] / n)
    sqrt(pmax(0, sapply(seq_along(time), function(i) {
      j <- seq_len(i)
      rise <- incidence[i] - incidence[j]
      sum(ifelse(n[j] == d[j], 0, rise^2 * d[j] / (n[j] * (n[j] - d[j])))) +
        sum(before[j]^2 * by_cause[j, k] * (n[j] - by_cause[j, k]) / n[j]^3) -
        2 * sum(rise * before[j] * by_cause[j, k] / n[j]^2)
    })))
  })
}

case <- function(name, times, causes, count = max(causes)) {
  fitted <- function(transform) survfit(Surv(times, factor(causes, 0:count)) ~ 1, conf.type = transform)
  fit <- fitted("log-log")
  delta <- matrix(delta_method(times, causes, count), ncol = count)
  # Apart by rounding alone; where everybody had the one cause both are 0, its square root of 1e-17 included.
  stopifnot(max(abs(delta^2 - fit$std.err[, -1]^2)) < 1e-15)
  limits <- sapply(transforms, simplify = FALSE, function(transform) {
    fit <- fitted(transform)
    object(lower = list_of(sapply(seq_len(count), function(k) numbers(fit$lower[, k + 1]))),
           upper = list_of(sapply(seq_len(count), function(k) numbers(fit$upper[, k + 1]))))
  })
  do.call(object, c(
    list(name = paste0("\"", name, "\""), times = numbers(times), causes = numbers(causes),
         time = numbers(fit$time), atRisk = numbers(fit$n.risk[, 1]), censored = numbers(fit$n.censor),
         eventFree = numbers(fit$pstate[, 1]),
         events = list_of(sapply(seq_len(count), function(k) numbers(fit$n.event[, k + 1]))),
         incidence = list_of(sapply(seq_len(count), function(k) numbers(fit$pstate[, k + 1]))),
         standardError = list_of(sapply(seq_len(count), function(k) numbers(fit$std.err[, k + 1])))),
    limits))
}

# Plasma cell malignancy, or death without it: the example of survival's own vignette on competing risks, in months.
malignancy <- with(mgus2, ifelse(pstat == 0, 2 * death, 1))
months <- with(mgus2, ifelse(pstat == 0, futime, ptime))
set.seed(20111, kind = "Mersenne-Twister", sample.kind = "Rejection")
ties <- lapply(c(25, 80, 300), function(n) list(times = sample(0:12, n, TRUE), causes = sample(0:3, n, TRUE)))

cases <- c(
  case("mgus2", months, malignancy),
  case("heavy ties, 25 patients", ties[[1]]$times, ties[[1]]$causes),
  case("heavy ties, 80 patients", ties[[2]]$times, ties[[2]]$causes),
  case("heavy ties, 300 patients", ties[[3]]$times, ties[[3]]$causes),
  case("no patient with cause 1", c(2, 4, 4, 9), c(2, 0, 2, 0)),
  case("one cause alone", aml$time, aml$status),
  case("both causes and a censoring on the same day", c(5, 5, 5, 5, 8, 8, 12), c(1, 2, 0, 1, 2, 0, 1)),
  case("all on one day", c(7, 7, 7, 7), c(1, 2, 2, 0)),
  case("everybody has an event, the last of cause 2", c(1, 2, 3, 4), c(1, 2, 1, 2)),
  case("everybody has the event of the one cause", c(3, 7, 7, 20), c(1, 1, 1, 1)),
  case("one patient, cause 2", 10, 2),
  case("one patient, censored", 10, 0, 1),
  case("events at time zero", c(0, 0, 0, 4, 6, 6, 9), c(1, 0, 2, 1, 0, 2, 0)))

writeLines(object(R = paste0("\"", R.version.string, "\""),
                  survival = paste0("\"", packageVersion("survival"), "\""),
                  cases = paste0("[\n", paste(cases, collapse = ",\n"), "\n]")),
           "test/reference/competing-risks.json")
