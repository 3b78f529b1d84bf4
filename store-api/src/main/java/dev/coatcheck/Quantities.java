package dev.coatcheck;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with units, as configuration has them. Empty for any text that is none. */
final class Quantities {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,18})\\s*([A-Za-z]*)");
    private static final Map<String, Duration> TIMES = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Long> SIZES = Map.of(
            "", 1L, "B", 1L, "KB", 1L << 10, "KIB", 1L << 10, "MB", 1L << 20, "MIB", 1L << 20, "GB", 1L << 30, "GIB",
            1L << 30);

    private Quantities() {}

    static Optional<Duration> duration(String text) {
        try {
            Matcher parts = NUMBER_AND_UNIT.matcher(text);
            if (!parts.matches()) {
                return Optional.of(Duration.parse(text));
            }
            return Optional.ofNullable(TIMES.get(parts.group(2)))
                    .map(unit -> unit.multipliedBy(Long.parseLong(parts.group(1))));
        } catch (DateTimeParseException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    static Optional<Long> bytes(String text) {
        Matcher parts = NUMBER_AND_UNIT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(SIZES.get(parts.group(2).toUpperCase(Locale.ROOT)))
                    .map(unit -> Math.multiplyExact(unit, Long.parseLong(parts.group(1))));
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    static Optional<Integer> integer(String text) {
        return text.matches("-?[0-9]{1,9}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }
}
