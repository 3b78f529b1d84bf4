package dev.coatcheck.benchmarks;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lets no row be measured that does not do what it says. */
public final class Check {
    private Check() {}

    /** The same content, arrays by their elements. */
    public static void same(Object expected, @Nullable Object actual) {
        if (!Objects.deepEquals(expected, actual)) {
            throw new IllegalStateException("expected " + shortened(expected) + " but read " + shortened(actual));
        }
    }

    /** The very same object: nothing was decoded. */
    @SuppressWarnings("ReferenceEquality") // it is what this is about
    public static void identical(@Nullable Object expected, @Nullable Object actual) {
        if (expected != actual) {
            throw new IllegalStateException("read another object than before: " + shortened(actual));
        }
    }

    private static String shortened(@Nullable Object value) {
        String text = value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
        return text.length() < 200 ? text : text.substring(0, 200) + "...";
    }
}
