# Limits, differences and Fisher's test of proportions, and the tails behind p values, by R: the witness of
# test/statistics/proportion.test.ts, two-proportions.test.ts and distributions.test.ts.
# Run from the repository's root: Rscript test/reference/proportions.R

# JSON by hand: 17 significant digits give every double back.
number <- function(x) sprintf("%.17g", x)
rows <- function(x) paste0("[\n", paste0("[", apply(x, 1, function(row) paste(number(row), collapse = ",")), "]", collapse = ",\n"), "\n]")

wilson <- function(x, n) suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int
one <- rbind(c(5, 18), c(15, 60), c(0, 10), c(10, 10), c(0, 1), c(1, 1), c(1, 2), c(1, 1000), c(999, 1000), c(500, 1000),
             c(0, 100000), c(123456, 1000000))
limits <- t(apply(one, 1, function(row) c(row, wilson(row[1], row[2]), binom.test(row[1], row[2])$conf.int)))

# Every pair of groups of up to 6 patients, and some larger ones.
small <- expand.grid(x1 = 0:6, n1 = 1:6, x2 = 0:6, n2 = 1:6)
pairs <- rbind(as.matrix(small[small$x1 <= small$n1 & small$x2 <= small$n2, ]),
               c(3, 4, 1, 4), c(8, 18, 2, 20), c(2, 10, 8, 10), c(100, 1000, 150, 1000), c(0, 1000, 1, 20000),
               c(30, 30, 0, 30), c(1500, 5000, 500, 5000), c(50000, 200000, 50100, 200000))
newcombe <- function(x1, n1, x2, n2) {
  a <- wilson(x1, n1); b <- wilson(x2, n2); p <- x1 / n1; q <- x2 / n2
  c(p - q - sqrt((p - a[1])^2 + (b[2] - q)^2), p - q + sqrt((a[2] - p)^2 + (q - b[1])^2))
}
two <- t(apply(pairs, 1, function(row) c(row, newcombe(row[1], row[2], row[3], row[4]),
  fisher.test(matrix(c(row[1], row[2] - row[1], row[3], row[4] - row[3]), 2), conf.int = FALSE)$p.value)))

tails <- expand.grid(x = c(0, 1e-8, 0.1, 0.5, 1, 3.84, 10, 30, 100, 300, 1000, 1400), df = c(1, 2, 3, 7, 50))
tails <- cbind(tails, pchisq(tails$x, tails$df, lower.tail = FALSE))
z <- c(0, 1e-10, -0.3, 0.3, 1.96, -3, 5, 8, 12, 20, 30, 37)
normal <- cbind(z, 2 * pnorm(-abs(z)))
beta <- expand.grid(p = c(0.025, 0.5, 0.975), a = c(1, 2, 17, 400), b = c(1, 3, 60, 5000))
beta <- cbind(beta, qbeta(beta$p, beta$a, beta$b))

writeLines(paste0("{\"R\":\"", R.version.string, "\",\n\"limits\":", rows(limits), ",\n\"pairs\":", rows(two),
                  ",\n\"chiSquare\":", rows(tails), ",\n\"normal\":", rows(normal), ",\n\"beta\":", rows(beta), "}"),
           "test/reference/proportions.json")
