#!/usr/bin/env python3
"""Ratios of rates with their intervals, by another way than the program's: rate_ratio.py COUNTS...

COUNTS: eight numbers with commas between them: hits and exposure before, after, of the others before, of the others
after. Prints a line for each: the ratio and its 95 % interval. The four counts, with half a case added to each as the
program does, are a Poisson regression with a place, a time and what the two do together; the last is the ratio, found by
maximising the likelihood, and its error comes from the curvature there.
"""
import sys

import numpy
from scipy import optimize, stats

# before, after, others before, others after: constant, after, changed category, both.
DESIGN = numpy.array([[1, 0, 1, 0], [1, 1, 1, 1], [1, 0, 0, 0], [1, 1, 0, 0]], dtype=float)


def ratio(numbers):
    hits = numpy.array(numbers[0::2]) + 0.5
    exposure = numpy.array(numbers[1::2])

    def loss(parameters):
        log_mean = DESIGN @ parameters + numpy.log(exposure)
        return numpy.sum(numpy.exp(log_mean) - hits * log_mean)

    def gradient(parameters):
        return DESIGN.T @ (numpy.exp(DESIGN @ parameters + numpy.log(exposure)) - hits)

    def curvature(parameters):
        return DESIGN.T @ (numpy.exp(DESIGN @ parameters + numpy.log(exposure))[:, None] * DESIGN)

    start = numpy.array([numpy.log(hits.sum() / exposure.sum()), 0, 0, 0])
    found = optimize.minimize(loss, start, jac=gradient, hess=curvature, method="trust-exact", options={"gtol": 1e-10})
    error = numpy.sqrt(numpy.linalg.inv(curvature(found.x))[3, 3])
    low, high = stats.norm.interval(0.95, found.x[3], error)
    return numpy.exp([found.x[3], low, high])


for counts in sys.argv[1:]:
    print(*("%.12g" % value for value in ratio([float(number) for number in counts.split(",")])))
