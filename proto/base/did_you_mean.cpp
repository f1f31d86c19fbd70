#include "proto/base/did_you_mean.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace proto::base {

namespace {

// Levenshtein: how many letters must be put in, taken out or changed.
qsizetype distance(const QString& a, const QString& b) {
    std::vector<qsizetype> row(static_cast<std::size_t>(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < a.size(); ++i) {
        qsizetype diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 1; j < row.size(); ++j) {
            const qsizetype change = diagonal + (a.at(i) == b.at(static_cast<qsizetype>(j) - 1) ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
        }
    }
    return row.back();
}

} // namespace

QString didYouMean(const QString& word, const QStringList& known) {
    // Of one or two letters everything is near.
    if (word.size() > 100 || word.size() < 3)
        return {};
    QString nearest;
    qsizetype least = (word.size() + 1) / 3 + 1;
    for (const QString& candidate : known) {
        const qsizetype letters = distance(word, candidate);
        if (letters < least) {
            least = letters;
            nearest = candidate;
        }
    }
    return nearest.isEmpty() ? QString() : QStringLiteral(", did you mean %1?").arg(nearest);
}

} // namespace proto::base
