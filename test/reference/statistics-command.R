# What R says where `hepatrace statistics` is asked: command lines, and the numbers that R gives for parts of their JSON. The witness
# of test/cli/statistics.test.ts. Run from the repository's root: Rscript test/reference/statistics-command.R
suppressPackageStartupMessages(library(survival))

# JSON by hand: 17 significant digits give every double back; R's NA, NaN and Inf have no number in JSON.
number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
text <- function(x) paste0("\"", gsub("\n", "\\\\n", gsub("\"", "\\\\\"", x)), "\"")
object <- function(members) paste0("{", paste0(text(names(members)), ":", unlist(members), collapse = ",\n  "), "}")
csv <- function(set) text(paste0(paste(capture.output(write.csv(set, row.names = FALSE)), collapse = "\n"), "\n"))

# Expected numbers by their path in the JSON; a vector goes to the names given, one after the other.
expect <- function(...) {
  parts <- list(...)
  unlist(lapply(names(parts), function(path) {
    value <- unname(parts[[path]])
    if (length(value) == 1) return(setNames(value, path))
    ends <- strsplit(sub("^.*\\{(.*)\\}$", "\\1", path), ",")[[1]]
    stopifnot(length(ends) == length(value))
    setNames(value, paste0(sub("\\{.*$", "", path), ends))
  }))
}
case <- function(command, file, expected)
  object(list(command = text(command), file = text(file), expected = object(sapply(expected, number))))

lung$status2 <- lung$status - 1
jasa_from <- subset(jasa, futime > 0)
fit <- survfit(Surv(time, status2) ~ sex, lung, conf.type = "log-log")
at <- summary(fit, times = c(365, 730), extend = TRUE)
quarter <- quantile(fit, c(0.25, 0.5, 0.75))
reverse <- survfit(Surv(time, 1 - status2) ~ 1, lung, conf.type = "log-log")
test <- survdiff(Surv(time, status2) ~ sex, lung)
stratified <- survdiff(Surv(time, status) ~ trt + strata(celltype), veteran)
# Tarone's trend: the score test of Cox with exact ties.
trend <- summary(coxph(Surv(time, status2) ~ ph.ecog, lung, ties = "exact"))$sctest
cox <- summary(coxph(Surv(time, status2) ~ age + factor(ph.ecog) + strata(sex), lung))
breslow <- summary(coxph(Surv(time, status) ~ relevel(celltype, "adeno") + karno, veteran, ties = "breslow"))
mean_of <- summary(survfit(Surv(time, status2) ~ sex, lung), rmean = 730)$table
mgus <- with(mgus2, data.frame(sex, months = ifelse(pstat == 0, futime, ptime),
                               outcome = ifelse(pstat == 1, "malignancy", ifelse(death == 1, "death", "alive"))))
mgus$outcome <- factor(mgus$outcome, c("alive", "malignancy", "death"))
risk <- summary(survfit(Surv(months, outcome) ~ sex, mgus, conf.type = "log-log"), times = c(120, 240))

# Heart transplantation: cut at the day of it, as tmerge cuts; a change on the last day is not seen.
since <- ifelse(is.na(jasa_from$wait.time), Inf, jasa_from$wait.time)
before <- with(jasa_from, data.frame(start = 0, stop = pmin(since, futime), status = ifelse(since < futime, 0, fustat), since = 0, age, surgery))
after <- with(jasa_from, data.frame(start = since, stop = futime, status = fustat, since = 1, age, surgery))
heart <- rbind(before, after)
heart <- heart[heart$start < heart$stop, ]
over_time <- summary(coxph(Surv(start, stop, status) ~ age + since, heart))
by_surgery <- summary(coxph(Surv(start, stop, status) ~ age + since + strata(surgery), heart))
from <- subset(heart, stop > 30)
from$start <- pmax(from$start, 30)
from_30 <- summary(coxph(Surv(start, stop, status) ~ since, from))
states <- survfit(Surv(start, stop, status) ~ since, from, conf.type = "log-log")
states_at <- summary(states, times = c(100, 365))
kept <- subset(jasa, futime > 30)
kept$by <- !is.na(kept$wait.time) & kept$wait.time <= 30
landmark <- survdiff(Surv(futime - 30, fustat) ~ by, kept)
landmark_median <- summary(survfit(Surv(futime - 30, fustat) ~ by, kept, conf.type = "log-log"))$table[, c("median", "0.95LCL", "0.95UCL")]

dead <- with(lung, tapply(status2, sex, sum))
all <- with(lung, tapply(status2, sex, length))
wilson <- sapply(1:2, function(i) prop.test(dead[i], all[i], correct = FALSE)$conf.int)
exact <- sapply(1:2, function(i) binom.test(dead[i], all[i])$conf.int)
part <- dead / all
# Newcombe 1998, method 10, from the Wilson limits.
newcombe <- part[1] - part[2] + c(-sqrt((part[1] - wilson[1, 1])^2 + (wilson[2, 2] - part[2])^2),
                                  sqrt((wilson[2, 1] - part[1])^2 + (part[2] - wilson[1, 2])^2))

cases <- c(
  case("km --time time --status status --event 2 --group sex --at 365,730", "lung", expect(
    `groups.0.median.{time,lower,upper}` = summary(fit)$table[1, c("median", "0.95LCL", "0.95UCL")],
    `groups.1.median.{time,lower,upper}` = summary(fit)$table[2, c("median", "0.95LCL", "0.95UCL")],
    `groups.0.quartiles.0.{time,lower,upper}` = c(quarter$quantile[1, 1], quarter$lower[1, 1], quarter$upper[1, 1]),
    `groups.1.quartiles.2.{time,lower,upper}` = c(quarter$quantile[2, 3], quarter$lower[2, 3], quarter$upper[2, 3]),
    `groups.0.at.0.{survival,standardError,lower,upper,atRisk}` =
      c(at$surv[1], at$std.err[1], at$lower[1], at$upper[1], at$n.risk[1]),
    `groups.1.at.1.{survival,standardError,lower,upper,atRisk}` =
      c(at$surv[4], at$std.err[4], at$lower[4], at$upper[4], at$n.risk[4]))),
  case("reverse-km --time time --status status --event 2", "lung", expect(
    `groups.0.median.{time,lower,upper}` = summary(reverse)$table[c("median", "0.95LCL", "0.95UCL")])),
  case("log-rank --time time --status status --event 2 --group sex", "lung", expect(
    chiSquare = test$chisq, df = 1, p = test$pvalue, `groups.0.expected` = test$exp[1], `groups.0.variance` = test$var[1, 1])),
  case("log-rank --time time --status status --group trt --strata celltype", "veteran", expect(
    chiSquare = stratified$chisq, p = stratified$pvalue, `groups.1.expected` = sum(stratified$exp[2, ]))),
  case("trend --time time --status status --event 2 --group ph.ecog", "lung", expect(
    chiSquare = trend["test"], p = trend["pvalue"], `read.dropped` = sum(is.na(lung$ph.ecog)))),
  case("cox --time time --status status --event 2 --covariates age,factor(ph.ecog) --strata sex", "lung", expect(
    n = cox$n, `read.dropped` = 1,
    `coefficients.0.{beta,hazardRatio,standardError,z,p}` = cox$coefficients[1, ],
    `coefficients.2.{beta,hazardRatio,standardError,z,p}` = cox$coefficients[3, ],
    `coefficients.2.{lower,upper}` = cox$conf.int[3, 3:4],
    `tests.likelihoodRatio.{chiSquare,df,p}` = cox$logtest, `tests.score.{chiSquare,df,p}` = cox$sctest,
    `tests.wald.df` = cox$waldtest["df"])),
  case("cox --time time --status status --covariates celltype,karno --ties breslow", "veteran", expect(
    # Here the levels stand in order of their characters: large, smallcell, squamous.
    `coefficients.0.{beta,standardError}` = breslow$coefficients[3, c("coef", "se(coef)")],
    `coefficients.2.{beta,standardError}` = breslow$coefficients[1, c("coef", "se(coef)")],
    `coefficients.1.{beta,standardError}` = breslow$coefficients[2, c("coef", "se(coef)")],
    `coefficients.3.{beta,standardError}` = breslow$coefficients[4, c("coef", "se(coef)")])),
  case("cox --time futime --status fustat --since wait.time --covariates age", "jasa", expect(
    `coefficients.0.{beta,standardError}` = over_time$coefficients[1, c("coef", "se(coef)")],
    `coefficients.1.{beta,standardError}` = over_time$coefficients[2, c("coef", "se(coef)")],
    withoutTime = sum(jasa$futime == 0))),
  case("cox --time futime --status fustat --since wait.time --covariates age --strata surgery", "jasa", expect(
    `coefficients.1.{beta,standardError}` = by_surgery$coefficients[2, c("coef", "se(coef)")])),
  case("cox --start start --time stop --status status --covariates age,since", "heart", expect(
    `coefficients.1.{beta,standardError}` = over_time$coefficients[2, c("coef", "se(coef)")],
    `tests.score.chiSquare` = over_time$sctest["test"])),
  case("rmst --time time --status status --event 2 --group sex --tau 730", "lung", expect(
    `groups.0.{mean,standardError}` = mean_of[1, c("rmean", "se(rmean)")],
    `groups.1.{mean,standardError}` = mean_of[2, c("rmean", "se(rmean)")],
    `difference.difference` = mean_of[1, "rmean"] - mean_of[2, "rmean"],
    `difference.standardError` = sqrt(sum(mean_of[, "se(rmean)"]^2)),
    `difference.p` = 2 * pnorm(-abs((mean_of[1, "rmean"] - mean_of[2, "rmean"]) / sqrt(sum(mean_of[, "se(rmean)"]^2)))))),
  case("incidence --time months --status outcome --event malignancy,death --group sex --at 120,240", "mgus", expect(
    `groups.0.at.0.causes.0.{incidence,standardError,lower,upper}` =
      c(risk$pstate[1, 2], risk$std.err[1, 2], risk$lower[1, 2], risk$upper[1, 2]),
    `groups.1.at.1.causes.1.{incidence,standardError,lower,upper}` =
      c(risk$pstate[4, 3], risk$std.err[4, 3], risk$lower[4, 3], risk$upper[4, 3]),
    `groups.1.at.1.{eventFree,atRisk}` = c(risk$pstate[4, 1], risk$n.risk[4, 1]))),
  case("simon-makuch --time futime --status fustat --since wait.time --origin 30 --at 100,365", "jasa", expect(
    `groups.0.at.0.{survival,standardError,lower,upper,atRisk}` =
      c(states_at$surv[1], states_at$std.err[1], states_at$lower[1], states_at$upper[1],
        sum(from$since == 0 & from$start < 100 & from$stop >= 100)),
    `groups.1.at.1.{survival,standardError,lower,upper,atRisk}` =
      c(states_at$surv[4], states_at$std.err[4], states_at$lower[4], states_at$upper[4],
        sum(from$since == 1 & from$start < 365 & from$stop >= 365)),
    `cox.coefficients.0.{beta,standardError}` = from_30$coefficients[1, c("coef", "se(coef)")],
    `groups.1.n` = sum(from$since))),
  case("simon-makuch --start start --time stop --status status --group since --origin 30 --at 365", "heart", expect(
    `groups.1.at.0.survival` = states_at$surv[4], `groups.0.n` = sum(1 - from$since),
    `before.events` = sum(heart$status[heart$stop <= 30]))),
  case("landmark --time futime --status fustat --since wait.time --at 30", "jasa", expect(
    n = nrow(kept), `dropped.events` = sum(jasa$fustat[jasa$futime <= 30]), `logRank.chiSquare` = landmark$chisq,
    `logRank.p` = landmark$pvalue,
    `groups.0.median.{time,lower,upper}` = landmark_median[2, ], `groups.1.median.{time,lower,upper}` = landmark_median[1, ])),
  case("proportion --status status --event 2 --group sex", "lung", expect(
    `groups.0.wilson.{proportion,lower,upper}` = c(part[1], wilson[, 1]),
    `groups.1.clopperPearson.{lower,upper}` = exact[, 2])),
  case("difference --status status --event 2 --group sex", "lung", expect(
    `{difference,lower,upper}` = c(part[1] - part[2], newcombe))),
  case("fisher --status status --event 2 --group sex", "lung", expect(p = fisher.test(lung$sex, lung$status)$p.value)))

writeLines(object(list(
  R = text(R.version.string), survival = text(as.character(packageVersion("survival"))),
  files = object(list(lung = csv(lung[, c("time", "status", "age", "sex", "ph.ecog")]), veteran = csv(veteran[, 1:5]),
                      mgus = csv(mgus), heart = csv(heart), jasa = csv(jasa[, c("futime", "fustat", "wait.time", "age", "surgery")]))),
  cases = paste0("[\n", paste(cases, collapse = ",\n"), "\n]"))),
  "test/reference/statistics-command.json")
