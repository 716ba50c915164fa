"""Fitting: the models that the classifier is made of, from arrays. Pure, and the same bytes each time.

It reads no phrases and writes no file: `train` does.
"""

import typing

import numpy as np
from scipy import optimize, sparse
from sklearn import linear_model, neural_network

from services.app_logic.brain import classifier

_Array = np.ndarray[typing.Any, typing.Any]
# The cost of an error against the size of the weights, and how far rare labels are raised to the others' level.
_COST = 8.0
_BALANCE = 0.5
_STEPS = 35
_SECOND_COST = 0.1
_UNITS = 128
_ROUNDS = 14
_DECAY = 0.1


def softmax(features: sparse.csr_matrix, gold: _Array, labels: int) -> tuple[_Array, _Array]:
    """Weights (labels, features) and biases (labels) of a multinomial logistic regression.

    L-BFGS for a few steps: more of them fit the phrases better, and unseen messages no better.
    """
    # Columns that no phrase uses keep weights of zero: they need not be carried through every step.
    used = np.unique(features.indices)
    everywhere, features = features.shape[1], features[:, used]
    rows, columns = features.shape
    turned = features.T.tocsr()
    share = np.bincount(gold, minlength=labels) / rows
    weight = (_COST * (1 / labels / np.maximum(share, 1e-9)) ** _BALANCE)[gold].astype("float32")
    wanted = np.eye(labels, dtype="float32")[gold]
    picked = np.arange(rows)

    def loss(flat: _Array) -> tuple[float, _Array]:
        known = flat.astype("float32")
        slopes, bias = known[: columns * labels].reshape(columns, labels), known[columns * labels :]
        scores = features @ slopes + bias
        scores -= scores.max(axis=1, keepdims=True)
        powers = np.exp(scores)
        total = powers.sum(axis=1, keepdims=True)
        value = (weight * (np.log(total[:, 0]) - scores[picked, gold])).sum(dtype="float64")
        value += 0.5 * (slopes * slopes).sum(dtype="float64")
        error = weight[:, None] * (powers / total - wanted)
        slope = np.concatenate([(turned @ error + slopes).ravel(), error.sum(axis=0)])
        return float(value), slope.astype("float64")

    start = np.zeros((columns + 1) * labels)
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS, "maxcor": 6})
    flat = found.x.astype("float32")
    slopes = np.zeros((labels, everywhere), dtype="float32")
    slopes[:, used] = flat[: columns * labels].reshape(columns, labels).T
    return slopes, flat[columns * labels :]


def network(embedded: _Array, gold: _Array, labels: int) -> tuple[_Array, _Array]:
    """(units, inputs + 1) and (labels, units + 1): a network with one hidden layer over embeddings, biases last.

    It sees what no weighing of the embedding's entries by themselves can: that two of them together mean another thing.
    """
    model = neural_network.MLPClassifier((_UNITS,), alpha=_DECAY, batch_size=128, random_state=0)
    scaled = (classifier.SCALE * embedded).astype("float32")
    for _ in range(_ROUNDS):
        model.partial_fit(scaled, gold, classes=np.arange(labels))
    hidden, shown = (np.vstack([slopes, bias]).T for slopes, bias in zip(model.coefs_, model.intercepts_, strict=True))
    return hidden, shown


def second_softmax(given: _Array, gold: _Array, labels: int) -> _Array:
    """(labels, inputs + 1): weights and bias of a multinomial logistic regression on few inputs."""
    mean, spread = given.mean(axis=0), given.std(axis=0) + 1e-6
    model = linear_model.LogisticRegression(C=_SECOND_COST, max_iter=500)
    model.fit((given - mean) / spread, gold)
    # Labels that no phrase has are never chosen.
    weights = np.zeros((labels, given.shape[1] + 1))
    weights[:, -1] = -30.0
    rows = model.classes_ if len(model.classes_) > 2 else model.classes_[1:]
    weights[rows] = _unscaled(model, mean, spread)
    return weights


def each(given: _Array, targets: _Array) -> _Array:
    """(labels, inputs + 1): a logistic regression for each column of `targets`. Not balanced, so it is calibrated."""
    mean, spread = given.mean(axis=0), given.std(axis=0) + 1e-6
    scaled = (given - mean) / spread
    weights = np.zeros((targets.shape[1], given.shape[1] + 1))
    weights[:, -1] = -30.0
    for label in range(targets.shape[1]):
        if 0 < targets[:, label].sum() < len(targets):
            model = linear_model.LogisticRegression(C=_SECOND_COST, max_iter=500).fit(scaled, targets[:, label])
            weights[label] = _unscaled(model, mean, spread)[0]
    return weights


def trust(primary: _Array, scores: _Array, gold: _Array) -> _Array:
    """(2): the powers of the second layer's probabilities and of the tuned encoder's, at which the true labels are likeliest."""
    own, other = np.log(primary.clip(1e-6)), classifier.log_softmax(scores)
    picked = np.arange(len(gold))

    def loss(powers: _Array) -> float:
        return -float(classifier.log_softmax(powers[0] * own + powers[1] * other)[picked, gold].mean())

    found: _Array = optimize.minimize(loss, np.array([0.6, 0.6]), method="Nelder-Mead", bounds=[(0.0, 3.0)] * 2).x
    return found


def _unscaled(model: linear_model.LogisticRegression, mean: _Array, spread: _Array) -> _Array:
    """The model's weights as they are for inputs that were not scaled, with the bias as the last column."""
    slopes = model.coef_ / spread
    return np.hstack([slopes, (model.intercept_ - slopes @ mean)[:, None]])
