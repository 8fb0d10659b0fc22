# What R's own routines take for the data of statistics.mjs: Rscript statistics.R FOLDER RUNS SIZE…
# Prints a line an estimator and size: name, patients, the median of the runs in milliseconds.
suppressPackageStartupMessages(library(survival))
asked <- commandArgs(TRUE)
runs <- as.integer(asked[2])

milliseconds <- function(run) median(replicate(runs, {
  started <- Sys.time()
  run()
  1000 * as.numeric(Sys.time() - started, units = "secs")
}))

for (size in as.integer(asked[-(1:2)])) {
  columns <- readBin(file.path(asked[1], size), "double", 6 * size)
  data <- matrix(columns, size)
  y <- Surv(data[, 1], data[, 2])
  group <- data[, 3]
  x <- data[, 4:6]
  all <- factor(rep("all", size))
  took <- list(
    survfitKM = milliseconds(function() survival:::survfitKM(all, y, conf.type = "log-log")),
    survdiff = milliseconds(function() survdiff(y ~ group)),
    coxph.fit = milliseconds(function() coxph.fit(x, y, strata = NULL, offset = NULL, init = NULL, weights = NULL,
                                                  control = coxph.control(), method = "efron", rownames = NULL,
                                                  resid = FALSE)))
  for (name in names(took)) cat(name, size, took[[name]], "\n")
}
