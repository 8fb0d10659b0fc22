/** qnorm(0.975): the quantile behind every two-sided 95% limit. Not 1.96. */
export const Z_95 = 1.959963984540054;
