"""Wrong ways to write forward(), as students do; see `grader.catalogue`."""

# ruff: noqa: B006, B007, B905, F821, F841, RET503, RET504, T201

from grader.course.marks import mistake


@mistake(
    "Perceptron.forward",
    cause="a net input of exactly 0 is predicted 1",
    advice="the net input must be above 0 for a 1: look at the comparison",
    about=["forward"],
)
def forward_at_or_above_zero(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return 1 if net_input >= 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the bias is missing from the net input",
    advice="the bias belongs to the net input: look at what `forward` adds up",
    about=["forward"],
)
def forward_bias_missing(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x))
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the bias is subtracted from the net input",
    advice="the bias is added to the net input: look at its sign",
    about=["forward"],
)
def forward_bias_subtracted(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) - self.bias
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the net input is returned instead of a prediction",
    advice="a prediction is 0 or 1: compare the net input with 0",
    about=["forward"],
)
def forward_gives_net_input(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return net_input


@mistake(
    "Perceptron.forward",
    cause="a probability is returned instead of a prediction",
    advice="a prediction is 0 or 1: a perceptron has a threshold, no sigmoid",
    about=["forward"],
)
def forward_gives_probability(self, x):
    import math

    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return 0.5 * (1 + math.tanh(net_input / 2))


@mistake(
    "Perceptron.forward",
    cause="-1 is predicted in place of 0",
    advice="the classes are called 0 and 1 here, not -1 and 1",
    about=["forward"],
)
def forward_minus_one_or_one(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return 1 if net_input > 0 else -1


@mistake(
    "Perceptron.forward",
    cause="0 and 1 are predicted the wrong way round",
    advice="a net input above 0 means class 1: look at the comparison",
    about=["forward"],
)
def forward_turned_round(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return 1 if net_input < 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the threshold is not 0",
    advice="compare the net input with 0: a half is the threshold of a probability",
    about=["forward"],
)
def forward_threshold_half(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return 1 if net_input > 0.5 else 0


@mistake(
    "Perceptron.forward",
    cause="only the first feature is used",
    advice="the net input adds up all features, each with its own weight",
    about=["forward"],
)
def forward_first_feature_only(self, x):
    net_input = self.weights[0] * x[0] + self.bias
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the last feature is not used",
    advice="`range` leaves out its end already: look at where the loop over the features stops",
    about=["forward"],
)
def forward_last_feature_missing(self, x):
    net_input = self.bias
    for i in range(len(x) - 1):
        net_input += self.weights[i] * x[i]
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="there are always two features",
    advice="a row may have any number of features: loop over them",
    about=["forward"],
)
def forward_two_features(self, x):
    net_input = self.weights[0] * x[0] + self.weights[1] * x[1] + self.bias
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the weights are used in reverse order",
    advice="each feature goes with the weight of the same index",
    about=["forward"],
)
def forward_weights_backwards(self, x):
    net_input = sum(w * v for w, v in zip(reversed(self.weights), x)) + self.bias
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the net input goes on from the last prediction",
    advice="begin every prediction with a net input of its own",
)
def forward_net_input_kept(self, x):
    self.net_input = getattr(self, "net_input", 0.0) + self.bias
    for weight, value in zip(self.weights, x):
        self.net_input += weight * value
    return 1 if self.net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="`forward` changes the row it is given",
    advice="put the 1 for the bias in a copy of the row: the row must be the same afterwards",
    about=["forward"],
)
def forward_appends_one(self, x):
    x.append(1.0)
    net_input = sum(w * v for w, v in zip([*self.weights, self.bias], x))
    return 1 if net_input > 0 else 0
