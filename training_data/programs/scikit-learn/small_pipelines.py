"""Fits and cross-validates scikit-learn pipelines on tiny generated data, and predicts row by row."""

import warnings

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, PolynomialFeatures, StandardScaler
from sklearn.tree import DecisionTreeClassifier

PROJECT = "scikit-learn"
REQUIRES = ["scikit-learn"]
SCOPE = ["sklearn"]
ROUNDS = 13


def data(rng: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    features = rng.normal(size=(rows, 6))
    target = (features[:, 0] + features[:, 1] * features[:, 2] + rng.normal(scale=0.3, size=rows) > 0).astype(int)
    return features, target


def models() -> list:
    columns = ColumnTransformer([("scale", StandardScaler(), [0, 1, 2]), ("range", MinMaxScaler(), [3, 4])])
    return [
        make_pipeline(columns, PolynomialFeatures(2), LogisticRegression(max_iter=50)),
        make_pipeline(StandardScaler(), GaussianNB()),
        DecisionTreeClassifier(max_depth=3, random_state=0),
    ]


def main() -> None:
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(93)
    total = 0.0
    for _ in range(ROUNDS):
        features, target = data(rng, 80)
        for model in models():
            total += cross_val_score(model, features, target, cv=KFold(4)).mean()
            model.fit(features, target)
            total += sum(model.predict(features[row : row + 1])[0] for row in range(40))
        search = GridSearchCV(Ridge(), {"alpha": [0.1, 1.0, 10.0]}, cv=3)
        total += search.fit(features, target).best_score_
    print(f"{total:.3f}")


if __name__ == "__main__":
    main()
