package dev.coatcheck.redis;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a session's hash has of a value: its version and its own deadline in milliseconds of the server's clock, 0 for
 * none; under {@code :session}, the session's last version and its end.
 */
record Label(long version, long deadline) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,16}) ([0-9]{1,16})");

    /** Null for no label, or a damaged one. */
    static @Nullable Label parse(@Nullable Object reply) {
        if (!(reply instanceof byte[] bytes)) {
            return null;
        }
        Matcher form = FORM.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        return form.matches() ? new Label(Long.parseLong(form.group(1)), Long.parseLong(form.group(2))) : null;
    }

    boolean hasOwnDeadline() {
        return deadline != 0;
    }
}
