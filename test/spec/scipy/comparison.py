"""Values for test/core/experiment and test/lambda/comparison, by SciPy and statsmodels.

python3 -m venv VENV && VENV/bin/pip install scipy==1.17.1 statsmodels==0.15.0
VENV/bin/python test/spec/scipy/comparison.py > test/spec/scipy/comparison.json

Only functions of the two libraries are called; what they do not have (sums instead of samples) is made from integers
that are written out here, so the file can be repeated anywhere.
"""

import json
import platform

import numpy
import scipy
import statsmodels
from scipy import optimize, stats
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import (
    power_proportions_2indep,
    proportions_ztest,
)
from statsmodels.stats.power import NormalIndPower


def samples(seed, size, scale):
    """Positive skewed whole numbers, so that sums are exact in any language."""
    state = numpy.random.RandomState(seed)
    return [int(x) for x in numpy.rint(state.lognormal(0, 1, size) * scale)]


def moments(values):
    return {"n": len(values), "sum": sum(values), "sumSquares": sum(x * x for x in values)}


def welch():
    cases = []
    for seed, sizes, scales in [(1, (80, 120), (100, 110)), (2, (1000, 50), (100, 100)), (3, (60, 60), (10, 40))]:
        arm, control = samples(seed, sizes[0], scales[0]), samples(seed + 50, sizes[1], scales[1])
        for alpha in (0.05, 0.01):
            test = stats.ttest_ind(arm, control, equal_var=False)
            interval = test.confidence_interval(1 - alpha)
            cases.append(
                {
                    "arm": moments(arm),
                    "control": moments(control),
                    "alpha": alpha,
                    "degrees": test.df,
                    "p": test.pvalue,
                    "low": interval.low,
                    "high": interval.high,
                }
            )
    return cases


def score_interval(x, n, y, m, alpha):
    """By its definition: statsmodels' score interval does not converge for rare events in arms of different size."""

    def beyond(difference):
        def loss(rate):
            return -stats.binom.logpmf(x, n, rate + difference) - stats.binom.logpmf(y, m, rate)

        low, high = max(0, -difference), min(1, 1 - difference)
        rate = optimize.minimize_scalar(
            loss, bounds=(low, high), method="bounded", options={"xatol": 1e-14, "maxiter": 10000}
        ).x
        variance = rate * (1 - rate) / m + (rate + difference) * (1 - rate - difference) / n
        return abs(x / n - y / m - difference) - stats.norm.isf(alpha / 2) * max(0, variance) ** 0.5

    estimate = x / n - y / m
    pooled = (x + y) / (n + m)
    reach = 40 * (pooled * (1 - pooled) * (1 / n + 1 / m)) ** 0.5
    bounds = [max(-0.999, estimate - reach), min(0.999, estimate + reach)]
    return [optimize.brentq(beyond, estimate, bound, xtol=1e-14) for bound in bounds]


def proportions():
    cases = []
    for x, n, y, m in [(5, 83, 12, 99), (7, 34, 1, 34), (640, 1010, 600, 1000), (3, 1000, 100, 100000), (0, 1000, 100, 100000)]:
        for alpha in (0.05, 0.001):
            z, p = proportions_ztest([x, y], [n, m])
            low, high = score_interval(x, n, y, m, alpha)
            cases.append(
                {
                    "arm": {"n": n, "sum": x},
                    "control": {"n": m, "sum": y},
                    "alpha": alpha,
                    "z": z,
                    "p": p,
                    "low": low,
                    "high": high,
                }
            )
    return cases


def chi_square():
    cases = []
    for observed, shares in [((1000, 1200), (1, 1)), ((310, 98), (3, 1)), ((500, 520, 610), (0.34, 0.33, 0.33)), ((10, 9), (1, 9))]:
        expected = [sum(observed) * share / sum(shares) for share in shares]
        cases.append({"observed": observed, "shares": shares, "p": stats.chisquare(observed, expected).pvalue})
    return cases


def jackknife():
    """scipy has no delete-a-group jackknife; numpy's mean and var over the leave-one-out ratios are it."""
    state = numpy.random.RandomState(7)
    sizes = [int(x) for x in state.poisson(200, 16)]
    sums = [int(x) for x in state.binomial(sizes, 0.3)]
    ratios = [(sum(sums) - s) / (sum(sizes) - n) for s, n in zip(sums, sizes)]
    variance = (len(sizes) - 1) * numpy.var(ratios)
    return {"sizes": sizes, "sums": sums, "mean": sum(sums) / sum(sizes), "variance": variance}


def cuped():
    """The adjusted difference is the coefficient of the arm in a regression on arm and covariate."""
    state = numpy.random.RandomState(11)
    sizes = (150, 170)
    covariate = state.poisson(20, sum(sizes))
    values = 3 * covariate + state.poisson(30, sum(sizes)) + numpy.repeat([4, 0], sizes)
    arm = numpy.repeat([1, 0], sizes)
    fit = OLS(values, numpy.column_stack([numpy.ones(sum(sizes)), arm, covariate])).fit()

    def totals(rows):
        x, y = [[int(one) for one in series[rows]] for series in (covariate, values)]
        return {
            **moments(y),
            "covariate": {
                "sum": sum(x),
                "sumSquares": sum(one * one for one in x),
                "sumProducts": sum(one * other for one, other in zip(x, y)),
            },
        }

    return {"arm": totals(arm == 1), "control": totals(arm == 0), "difference": fit.params[1], "theta": fit.params[2]}


def power():
    planned = NormalIndPower()
    return {
        "normal": [
            {"effect": d, "perArm": n, "alpha": a, "power": planned.power(d, n, a, ratio=1)}
            for d, n, a in [(0.2, 100, 0.05), (0.1, 1000, 0.01), (0, 50, 0.05)]
        ],
        "proportions": [
            {
                "arm": p,
                "control": q,
                "armN": n,
                "controlN": n * ratio,
                "alpha": a,
                "power": float(
                    power_proportions_2indep(p - q, q, n, ratio=ratio, alpha=a, return_results=False)
                ),
            }
            for p, q, n, ratio, a in [(0.5, 0.75, 76, 1, 0.05), (0.06, 0.05, 4000, 3, 0.05), (0.2, 0.3, 154, 2, 0.01)]
        ],
    }


def adjusted():
    p = [0.0004, 0.04, 0.012, 0.012, 0.9, 0.3, 0.049]
    return {
        "p": p,
        "holm": list(multipletests(p, method="holm")[1]),
        "benjaminiHochberg": list(multipletests(p, method="fdr_bh")[1]),
    }


def distributions():
    return {
        "normalCdf": [[x, stats.norm.cdf(x)] for x in (-30, -8, -3.2, -1.96, 0, 0.5, 2.5)],
        "normalQuantile": [[q, stats.norm.ppf(q)] for q in (1e-250, 1e-30, 1e-15, 1e-8, 0.0005, 0.025, 0.5, 0.8, 0.975)],
        "tCdf": [[x, df, stats.t.cdf(x, df)] for x, df in ((-12, 30.5), (-3, 4.2), (-2, 17.5), (-1.5, 1e6), (0.7, 9))],
        "tQuantile": [[q, df, stats.t.ppf(q, df)] for q, df in ((1e-11, 30), (0.0005, 4.5), (0.025, 22.7), (0.025, 6858.2), (0.9, 5))],
        "chiSquareCdf": [[x, df, stats.chi2.cdf(x, df)] for x, df in ((0.1, 1), (3.84, 1), (18.2, 1), (5.5, 2), (11.1, 3))],
    }


print(
    json.dumps(
        {
            "source": "test/spec/scipy/comparison.py",
            "versions": {
                "python": platform.python_version(),
                "numpy": numpy.__version__,
                "scipy": scipy.__version__,
                "statsmodels": statsmodels.__version__,
            },
            "distributions": distributions(),
            "welch": welch(),
            "proportions": proportions(),
            "chiSquare": chi_square(),
            "jackknife": jackknife(),
            "cuped": cuped(),
            "power": power(),
            "adjusted": adjusted(),
        },
        indent=2,
        default=float,
    )
)
