package dev.coatcheck.command;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.coatcheck.command.Distribution.Percentiles;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What was found in a store.
 *
 * @param storeBytes what the store takes, by its own reckoning; of a server, all that it uses
 */
record InspectResult(
        Outcome outcome,
        String store,
        OptionalLong storeBytes,
        @JsonUnwrapped Figures.Summary figures) {

    String text() {
        StringBuilder text = new StringBuilder();
        line(text, "Store", store + used());
        line(text, "Sessions", Texts.number(figures.sessions()) + lists() + interrupted());
        line(text, "Values", Texts.number(figures.values()) + damaged());
        line(text, "Stored", Texts.bytes(figures.bytes()));
        if (figures.sessions() > 0) {
            text.append('\n').append(row("Per session", "least", "half", "90 %", "99 %", "most"));
            row(text, "Stored", figures.sessionBytes(), Texts::bytes);
            row(text, "Values", figures.sessionValues(), Texts::number);
            row(text, "Age", figures.ageSeconds(), InspectResult::time);
            row(text, "Time left", figures.secondsLeft(), InspectResult::time);
        }
        if (!figures.largest().isEmpty()) {
            text.append("\nThe largest\n").append(largest());
        }
        return text.toString().stripTrailing();
    }

    private String used() {
        return storeBytes.isPresent() ? "; takes " + Texts.bytes(storeBytes.getAsLong()) + " in all" : "";
    }

    private String lists() {
        return figures.ownersLists() == 0
                ? ""
                : ", and " + Texts.count(figures.ownersLists(), "list") + " of a user's sessions";
    }

    private String interrupted() {
        return outcome == Outcome.INTERRUPTED ? " by the time that it was interrupted; there may be more" : "";
    }

    private String damaged() {
        return figures.damagedValues() == 0
                ? ""
                : ", and " + Texts.number(figures.damagedValues()) + " damaged, which cannot be read";
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-13s %s%n", name, value));
    }

    private static void row(
            StringBuilder text, String name, Optional<Percentiles> percentiles, LongFunction<String> form) {
        percentiles.ifPresent(all -> text.append(row(
                name,
                LongStream.of(all.min(), all.p50(), all.p90(), all.p99(), all.max())
                        .mapToObj(form)
                        .toArray(String[]::new))));
    }

    private static String row(String name, String... cells) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-13s", name));
        for (String cell : cells) {
            row.append(String.format(Locale.ROOT, " %10s", cell));
        }
        return row.append('\n').toString();
    }

    private String largest() {
        return figures.largest().stream()
                .map(session -> String.format(
                        Locale.ROOT,
                        "  %-22s %10s  %s, %s left%n",
                        Texts.printable(session.id()),
                        Texts.bytes(session.bytes()),
                        Texts.count(session.values(), "value"),
                        time(session.secondsLeft())))
                .collect(Collectors.joining());
    }

    private static String time(long seconds) {
        return Texts.time(Duration.ofSeconds(seconds));
    }
}
