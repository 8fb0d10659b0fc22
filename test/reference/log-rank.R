# The log-rank test by R's own survival package: the witness of test/statistics/log-rank.test.ts.
# Run from the repository's root: Rscript test/reference/log-rank.R
suppressPackageStartupMessages(library(survival))

# JSON by hand: 17 significant digits give every double back; what R cannot compute is null.
number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
numbers <- function(x) paste0("[", paste(number(x), collapse = ","), "]")
strings <- function(x) if (is.null(x)) "null" else paste0("[", paste0("\"", x, "\"", collapse = ","), "]")
object <- function(...) {
  members <- list(...)
  paste0("{", paste0("\"", names(members), "\":", unlist(members), collapse = ",\n  "), "}")
}
summed <- function(x) if (is.matrix(x)) rowSums(x) else x

# The trend is the score test of a Cox model with exact ties: its variance is the hypergeometric one. Groups have the scores 1, 2, ...
case <- function(name, times, statuses, groups, strata = NULL) {
  known <- !is.na(groups) & if (is.null(strata)) TRUE else !is.na(strata)
  times <- times[known]; statuses <- statuses[known]; groups <- as.character(groups[known])
  if (!is.null(strata)) strata <- as.character(strata[known])
  names <- sort(unique(groups), method = "radix")
  group <- factor(groups, names)
  score <- as.numeric(group)
  within <- if (is.null(strata)) rep("all", length(times)) else strata
  found <- survdiff(Surv(times, statuses) ~ group + strata(within))
  df <- sum(summed(found$exp) > 0) - 1
  trend <- coxph(Surv(times, statuses) ~ score + strata(within), ties = "exact", control = coxph.control(iter.max = 0))
  object(name = paste0("\"", name, "\""), times = numbers(times), statuses = numbers(statuses),
         groups = strings(groups), strata = strings(strata), names = strings(names),
         n = numbers(table(group)), observed = numbers(summed(found$obs)), expected = numbers(summed(found$exp)),
         variance = numbers(diag(found$var)), chiSquare = number(found$chisq), df = number(df),
         p = number(pchisq(found$chisq, df, lower.tail = FALSE)),
         trend = number(trend$score), trendP = number(pchisq(trend$score, 1, lower.tail = FALSE)))
}

recurrence <- subset(colon, etype == 1)
death <- subset(colon, etype == 2)
set.seed(20111, kind = "Mersenne-Twister", sample.kind = "Rejection")
tied <- function(n, k, days) list(times = sample(0:days, n, TRUE), statuses = rbinom(n, 1, 0.6),
                                  groups = sample(LETTERS[seq_len(k)], n, TRUE), strata = sample(c("x", "y", "z"), n, TRUE))
two <- tied(30, 2, 5); four <- tied(300, 4, 12); nine <- tied(400, 9, 30)
apart <- rep(c("early", "late"), each = 700)
far <- round(rexp(1400, ifelse(apart == "early", 1 / 100, 1 / 1500)))

cases <- c(
  with(lung, case("lung by sex", time, status - 1, sex)),
  with(lung, case("lung by ECOG, one patient at 3", time, status - 1, ph.ecog)),
  with(lung, case("lung by sex within institutions", time, status - 1, sex, inst)),
  with(recurrence, case("colon, recurrence by arm", time, status, rx)),
  with(death, case("colon, death by arm within more than 4 nodes", time, status, rx, node4)),
  with(veteran, case("veteran by cell type", time, status, celltype)),
  with(veteran, case("veteran by treatment within cell type", time, status, trt, celltype)),
  with(ovarian, case("ovarian by arm", futime, fustat, rx)),
  with(aml, case("aml by maintenance", time, status, x)),
  with(two, case("heavy ties, two groups", times, statuses, groups)),
  with(four, case("heavy ties, four groups", times, statuses, groups)),
  with(four, case("heavy ties, four groups within strata", times, statuses, groups, strata)),
  with(nine, case("heavy ties, nine groups within strata", times, statuses, groups, strata)),
  case("far apart", far, rep(1, 1400), apart),
  case("a third group censored before the first event", c(1, 2, 5, 6, 7, 8, 9), c(0, 0, 1, 1, 0, 1, 1),
       c("C", "C", "A", "B", "A", "B", "A")),
  case("a stratum with one group, a stratum without event", c(3, 4, 5, 6, 2, 7, 8, 9), c(1, 0, 1, 1, 1, 1, 0, 0),
       c("A", "B", "A", "B", "A", "A", "A", "B"), c("x", "x", "x", "x", "y", "y", "z", "z")),
  case("one patient a group", c(3, 5), c(1, 0), c("A", "B")),
  case("events on day 0", c(0, 0, 0, 4, 4, 6), c(1, 1, 0, 1, 0, 1), c("A", "B", "A", "A", "B", "B")))

writeLines(object(R = paste0("\"", R.version.string, "\""),
                  survival = paste0("\"", packageVersion("survival"), "\""),
                  cases = paste0("[\n", paste(cases, collapse = ",\n"), "\n]")),
           "test/reference/log-rank.json")
