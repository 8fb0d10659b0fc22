# Curves by a state that changes, and landmark analyses, by R's own survival package: the witness of
# test/statistics/simon-makuch.test.ts and landmark.test.ts. Run from the repository's root: Rscript test/reference/state-changes.R
suppressPackageStartupMessages(library(survival))

# JSON by hand: 17 significant digits give every double back; R's NA, NaN and Inf have no number in JSON.
number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
numbers <- function(x) paste0("[", paste(number(x), collapse = ","), "]")
list_of <- function(x) paste0("[", paste(x, collapse = ",\n  "), "]")
object <- function(...) {
  members <- list(...)
  paste0("{", paste0("\"", names(members), "\":", unlist(members), collapse = ",\n  "), "}")
}

# One row a stretch; a change takes effect on the day after it, and a patient with no time at all is in no stretch.
cut_up <- function(time, status, since) {
  since <- ifelse(is.na(since), Inf, pmax(0, since))
  patient <- seq_along(time)
  unchanged <- data.frame(patient, start = 0, stop = pmin(since, time), status = ifelse(since < time, 0, status), state = 0)
  changed <- data.frame(patient, start = since, stop = time, status, state = 1)
  rows <- rbind(unchanged, changed)
  rows <- rows[rows$start < rows$stop, ]
  rows[order(rows$patient, rows$start), ]
}
# survival's own tool cuts the same stretches.
by_tmerge <- function(time, status, since) {
  patients <- data.frame(patient = seq_along(time), time, status, since = ifelse(is.na(since), NA, pmax(0, since)))[time > 0, ]
  cut <- tmerge(patients, patients, id = patient, death = event(time, status), changed = tdc(since))
  with(cut, data.frame(patient, start = tstart, stop = tstop, status = death, state = changed))
}

curve <- function(rows) {
  fit <- survfit(Surv(start, stop, status) ~ 1, data = rows, conf.type = "log-log")
  all <- summary(fit, censored = TRUE)
  object(time = numbers(all$time), atRisk = numbers(all$n.risk), events = numbers(all$n.event),
         censored = numbers(all$n.censor), survival = numbers(all$surv), standardError = numbers(all$std.err),
         lower = numbers(fit$lower), upper = numbers(fit$upper),
         median = numbers(summary(fit)$table[c("median", "0.95LCL", "0.95UCL")]))
}

by_state <- function(rows, origin) {
  from <- subset(rows, stop > origin)
  from$start <- pmax(from$start, origin)
  object(origin = number(origin), stretchesBefore = number(sum(rows$stop <= origin)),
         eventsBefore = number(sum(rows$status[rows$stop <= origin])),
         states = list_of(sapply(0:1, function(of) curve(subset(from, state == of)))))
}

at_landmark <- function(time, status, since, at) {
  kept <- time > at
  group <- ifelse(!is.na(since) & since <= at, 1, 0)[kept]
  rest <- data.frame(start = 0, stop = time[kept] - at, status = status[kept])
  test <- survdiff(Surv(stop, status) ~ group, data = rest)
  object(at = number(at), n = numbers(c(sum(group == 1), sum(group == 0))),
         dropped = numbers(c(sum(status[!kept]), sum(1 - status[!kept]))),
         chiSquare = number(test$chisq), p = number(pchisq(test$chisq, 1, lower.tail = FALSE)),
         groups = list_of(sapply(c(1, 0), function(of) curve(rest[group == of, ]))))
}

case <- function(name, time, status, since, origins, landmarks) {
  rows <- cut_up(time, status, since)
  merged <- by_tmerge(time, status, since)
  stopifnot(all(as.matrix(rows) == as.matrix(merged)))
  cox <- summary(coxph(Surv(start, stop, status) ~ state, data = rows))
  object(name = paste0("\"", name, "\""), times = numbers(time), statuses = numbers(status), since = numbers(since),
         patient = numbers(rows$patient - 1), start = numbers(rows$start), stop = numbers(rows$stop),
         status = numbers(rows$status), state = numbers(rows$state),
         cox = numbers(c(cox$coefficients[1, c("coef", "se(coef)")], cox$sctest["test"])),
         curves = list_of(sapply(origins, function(origin) by_state(rows, origin))),
         landmarks = list_of(sapply(landmarks, function(at) at_landmark(time, status, since, at))))
}

set.seed(20111, kind = "Mersenne-Twister", sample.kind = "Rejection")
ties <- lapply(c(60, 300), function(n) list(time = sample(0:14, n, TRUE), status = rbinom(n, 1, 0.6),
                                            since = ifelse(runif(n) < 0.5, sample(-1:12, n, TRUE), NA)))
cases <- c(
  with(jasa, case("jasa: heart transplantation", futime, fustat, wait.time, c(0, 30), c(30, 90))),
  with(ties[[1]], case("heavy ties, 60 patients", time, status, since, c(0, 3), c(0, 4))),
  with(ties[[2]], case("heavy ties, 300 patients", time, status, since, c(0, 3, 7), c(0, 4, 9))))

writeLines(object(R = paste0("\"", R.version.string, "\""),
                  survival = paste0("\"", packageVersion("survival"), "\""),
                  cases = paste0("[\n", paste(cases, collapse = ",\n"), "\n]")),
           "test/reference/state-changes.json")
