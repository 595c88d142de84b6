package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.ScoreBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.ForwardingScoreBackend;
import dev.agentstorage.spi.support.ForwardingStorageBackend;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What a backend may get wrong in scores. */
final class ScoreMutants {
    private ScoreMutants() {}

    static List<Mutant> all() {
        return List.of(
                mutant("ignores-the-range-of-scores", "SCORE-12", ScoreMutants::ignoresRange),
                mutant("lists-scores-backwards", "SCORE-13", ScoreMutants::listsBackwards),
                mutant("counts-scores-of-all-scorers", "PAGE-02", ScoreMutants::countsAll),
                mutant("repeats-the-score-of-the-cursor", "PAGE-06", ScoreMutants::repeatsTheCursor),
                mutant("creates-scores-over-stored-ones", "SCORE-15", ScoreMutants::createsOver),
                mutant("creates-those-scores-that-are-new", "SCORE-15", ScoreMutants::createsTheRest),
                mutant("creates-scores-in-a-race", "SCORE-15", ScoreMutants::createsInARace),
                mutant("erases-no-scores", "SCORE-21", ScoreMutants::erasesNothing));
    }

    private static Mutant mutant(String name, String rule, UnaryOperator<ScoreBackend> defect) {
        return new Mutant(name, rule, backend -> new ForwardingStorageBackend(backend) {
            @Override
            public Optional<ScoreBackend> scores() {
                return super.scores().map(defect);
            }
        });
    }

    private static ScoreBackend ignoresRange(ScoreBackend backend) {
        return new ForwardingScoreBackend(backend) {
            @Override
            public List<Score> list(ScoreQuery query, Window window) {
                return delegate()
                        .list(query.toBuilder().createdAt(TimeRange.ALL).build(), window);
            }
        };
    }

    private static ScoreBackend listsBackwards(ScoreBackend backend) {
        return new ForwardingScoreBackend(backend) {
            @Override
            public List<Score> list(ScoreQuery query, Window window) {
                Direction other = query.direction() == Direction.ASC ? Direction.DESC : Direction.ASC;
                return delegate().list(query.toBuilder().direction(other).build(), window);
            }
        };
    }

    private static ScoreBackend countsAll(ScoreBackend backend) {
        return new ForwardingScoreBackend(backend) {
            @Override
            public long count(ScoreQuery query) {
                return delegate().count(ScoreQuery.ALL);
            }
        };
    }

    private static ScoreBackend repeatsTheCursor(ScoreBackend backend) {
        return new ForwardingScoreBackend(backend) {
            @Override
            public List<Score> list(ScoreQuery query, Window window) {
                List<Score> rows = new ArrayList<>(delegate().list(query, window));
                window.after()
                        .flatMap(after -> delegate().get(after.ids().get(0)))
                        .ifPresent(row -> rows.add(0, row));
                return rows.subList(0, (int) Math.min(rows.size(), window.limit()));
            }
        };
    }

    private static ScoreBackend createsOver(ScoreBackend backend) {
        return new ForwardingScoreBackend(backend) {
            @Override
            public Set<String> create(List<Score> scores) {
                saveAll(delegate(), scores);
                return Set.of();
            }
        };
    }

    private static ScoreBackend createsTheRest(ScoreBackend backend) {
        return new ForwardingScoreBackend(backend) {
            @Override
            public Set<String> create(List<Score> scores) {
                Set<String> stored = delegate().create(scores);
                if (!stored.isEmpty()) {
                    saveAll(
                            delegate(),
                            scores.stream()
                                    .filter(score -> !stored.contains(score.id()))
                                    .toList());
                }
                return stored;
            }
        };
    }

    private static ScoreBackend createsInARace(ScoreBackend backend) {
        return new ForwardingScoreBackend(backend) {
            @Override
            public Set<String> create(List<Score> scores) {
                Set<String> stored = scores.stream()
                        .map(Score::id)
                        .filter(id -> delegate().get(id).isPresent())
                        .collect(Collectors.toSet());
                if (stored.isEmpty()) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                    saveAll(delegate(), scores);
                }
                return stored;
            }
        };
    }

    private static void saveAll(ScoreBackend backend, List<Score> scores) {
        scores.forEach(score -> backend.save(
                NewScore.builder(score.evaluation())
                        .id(score.id())
                        .createdAt(score.createdAt())
                        .updatedAt(score.updatedAt())
                        .build(),
                score.updatedAt()));
    }

    private static ScoreBackend erasesNothing(ScoreBackend backend) {
        return new ForwardingScoreBackend(backend) {
            @Override
            public BulkStep eraseResource(String resourceId, int limit) {
                return new BulkStep(0, true);
            }
        };
    }
}
