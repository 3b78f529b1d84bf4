package dev.coatcheck;

import dev.coatcheck.SessionCopy.Comparison;
import dev.coatcheck.SessionCopy.Difference;
import dev.coatcheck.SessionCopy.Kind;
import dev.coatcheck.internal.transfer.SessionComparison;
import dev.coatcheck.internal.transfer.SessionComparison.Outcome;
import dev.coatcheck.internal.transfer.SessionComparison.Result;
import dev.coatcheck.store.DataStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One run of a comparison. Its threads count what they find. */
final class CompareRun {
    private static final int MOST_LISTED = 1_000;

    private final DataStore from;
    private final DataStore to;
    private final SessionWalk walk;
    private final SessionComparison comparison;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final Map<Kind, List<Difference>> listed = new EnumMap<>(Kind.class);

    CompareRun(DataStore from, DataStore to, SessionWalk walk) {
        this.from = from;
        this.to = to;
        this.walk = walk;
        this.comparison = new SessionComparison(from, to);
    }

    Comparison run() {
        boolean complete;
        try {
            complete = walk.over(from, () -> {}, (id, more) -> compare(id))
                    && walk.over(to, () -> {}, (id, more) -> lookForExtra(id));
        } catch (StoreUnavailableException e) {
            throw new StoreUnavailableException(
                    "the comparison stopped: " + e.getMessage() + "; by then "
                            + walk.gauge().sessions() + " sessions were compared",
                    e);
        }
        walk.tell();
        return new Comparison(
                walk.gauge().sessions(),
                count(Kind.MISSING),
                count(Kind.DIFFERING),
                count(Kind.EXTRA),
                differences(),
                !complete);
    }

    private long compare(String id) {
        Result result = comparison.compare(id);
        if (result.outcome() == Outcome.MISSING) {
            found(Kind.MISSING, id, Stream.of(Optional.empty()));
        } else if (result.outcome() == Outcome.DIFFERING) {
            Stream<Optional<String>> time = result.differsInTime() ? Stream.of(Optional.empty()) : Stream.empty();
            found(
                    Kind.DIFFERING,
                    id,
                    Stream.concat(time, result.names().stream().map(Optional::of)));
        }
        if (result.outcome() != Outcome.NONE) {
            walk.gauge().done(result.bytes());
        }
        return result.bytes();
    }

    private long lookForExtra(String id) {
        if (comparison.isExtra(id)) {
            found(Kind.EXTRA, id, Stream.of(Optional.empty()));
        }
        return 0;
    }

    private synchronized void found(Kind kind, String id, Stream<Optional<String>> names) {
        counts.merge(kind, 1L, Long::sum);
        List<Difference> list = listed.computeIfAbsent(kind, none -> new ArrayList<>());
        names.limit(MOST_LISTED - list.size())
                .map(name -> new Difference(kind, id, name))
                .forEach(list::add);
    }

    private synchronized long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    private synchronized List<Difference> differences() {
        return listed.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Difference::kind)
                        .thenComparing(Difference::sessionId)
                        .thenComparing(difference -> difference.name().orElse("")))
                .toList();
    }
}
