# What R's own routines take for the data of statistics.mjs: Rscript statistics.R FOLDER RUNS FEW SIZE…
# Up to FEW patients there are ten covariates, and coxph itself is timed.
# Prints a line an estimator and size: name, patients, the median of the runs in milliseconds.
suppressPackageStartupMessages(library(survival))
asked <- commandArgs(TRUE)
runs <- as.integer(asked[2])
few <- as.integer(asked[3])

milliseconds <- function(run) median(replicate(runs, {
  started <- Sys.time()
  run()
  1000 * as.numeric(Sys.time() - started, units = "secs")
}))

for (size in as.integer(asked[-(1:3)])) {
  columns <- readBin(file.path(asked[1], size), "double", 13 * size)
  data <- matrix(columns, size)
  y <- Surv(data[, 1], data[, 2])
  group <- data[, 3]
  x <- data[, 4:6]
  all <- factor(rep("all", size))
  fit <- function(x) coxph.fit(x, y, strata = NULL, offset = NULL, init = NULL, weights = NULL,
                               control = coxph.control(), method = "efron", rownames = NULL, resid = FALSE)
  took <- list(
    survfitKM = milliseconds(function() survival:::survfitKM(all, y, conf.type = "log-log")),
    survdiff = milliseconds(function() survdiff(y ~ group)),
    coxph.fit = milliseconds(function() fit(x)))
  if (size <= few) {
    took$coxph <- milliseconds(function() coxph(y ~ x))
    took$coxph.fit.10 <- milliseconds(function() fit(data[, 4:13]))
  }
  for (name in names(took)) cat(name, size, took[[name]], "\n")
}
