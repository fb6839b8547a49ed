#!/usr/bin/env python3
"""Trends of weekly counts by another way than the program's: weekly_trend.py COUNTS...

COUNTS: numbers with commas between them, a week each. Prints a line for each: the factor from week to week and its 95 %
interval. A Poisson regression with log link, found by maximising the likelihood numerically; the error comes from the
curvature there, widened by Pearson's chi-square where that is above its degrees of freedom, with Student's t.
"""
import sys

import numpy
from scipy import optimize, stats


def trend(counts):
    counts = numpy.array(counts)
    design = numpy.column_stack([numpy.ones(len(counts)), numpy.arange(len(counts))])

    def loss(parameters):
        log_mean = design @ parameters
        return numpy.sum(numpy.exp(log_mean) - counts * log_mean)

    def gradient(parameters):
        return design.T @ (numpy.exp(design @ parameters) - counts)

    def curvature(parameters):
        return design.T @ (numpy.exp(design @ parameters)[:, None] * design)

    start = numpy.array([numpy.log(counts.mean()), 0])
    found = optimize.minimize(loss, start, jac=gradient, hess=curvature, method="trust-exact", options={"gtol": 1e-10})
    mean = numpy.exp(design @ found.x)
    freedom = len(counts) - 2
    scatter = max(1, numpy.sum((counts - mean) ** 2 / mean) / freedom)
    error = numpy.sqrt(scatter * numpy.linalg.inv(curvature(found.x))[1, 1])
    low, high = stats.t.interval(0.95, freedom, found.x[1], error)
    return numpy.exp([found.x[1], low, high])


for line in sys.argv[1:]:
    print(*("%.12g" % value for value in trend([float(count) for count in line.split(",")])))
