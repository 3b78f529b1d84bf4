package dev.coatcheck.command;

import dev.coatcheck.SessionCopy;
import dev.coatcheck.SessionCopy.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How two stores differ. No value is in it.
 *
 * @param sessions that were compared, those of the first store
 * @param missing sessions that the second store does not have
 * @param differing sessions that both have, and not alike
 * @param extra sessions that only the second store has
 * @param differences the first 1,000 of each kind
 */
record CompareResult(
        Outcome outcome,
        String from,
        String to,
        long sessions,
        long missing,
        long differing,
        long extra,
        List<Line> differences) {
    private static final int MOST_SHOWN = 20;

    /**
     * One difference.
     *
     * @param name of the value; empty where it is the whole session, or its time
     */
    record Line(String kind, String session, Optional<String> name) {
        static Line of(SessionCopy.Difference difference) {
            return new Line(
                    difference.kind().name().toLowerCase(Locale.ROOT), difference.sessionId(), difference.name());
        }
    }

    static CompareResult of(StorePair.Addresses stores, SessionCopy.Comparison comparison) {
        return new CompareResult(
                outcome(comparison),
                stores.from().toString(),
                stores.to().toString(),
                comparison.sessions(),
                comparison.missing(),
                comparison.differing(),
                comparison.extra(),
                comparison.differences().stream().map(Line::of).toList());
    }

    private static Outcome outcome(SessionCopy.Comparison comparison) {
        if (comparison.interrupted()) {
            return Outcome.INTERRUPTED;
        }
        return comparison.isSame() ? Outcome.DONE : Outcome.DIFFERENT;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("Compared ")
                .append(Texts.count(sessions, "session"))
                .append("\n  from ")
                .append(from);
        text.append("\n  to   ").append(to).append('\n');
        switch (outcome) {
            case DONE -> text.append("They are the same.");
            case INTERRUPTED -> text.append("Interrupted: by then ").append(counts());
            default -> text.append("They are not the same: ").append(counts());
        }
        for (Kind kind : Kind.values()) {
            list(text, kind);
        }
        return text.toString();
    }

    private String counts() {
        return Texts.number(missing) + " missing, " + Texts.number(differing) + " differing, " + Texts.number(extra)
                + " only in the second.";
    }

    private void list(StringBuilder text, Kind kind) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        List<Line> lines =
                differences.stream().filter(line -> line.kind().equals(name)).toList();
        lines.stream()
                .limit(MOST_SHOWN)
                .forEach(line -> text.append(String.format(
                                Locale.ROOT,
                                "%n  %-9s  %s  %s",
                                name,
                                Texts.printable(line.session()),
                                Texts.printable(line.name().orElse("")))
                        .stripTrailing()));
        if (lines.size() > MOST_SHOWN) {
            text.append("\n  ").append(name).append("  ... and more; --json tells up to 1,000");
        }
    }
}
