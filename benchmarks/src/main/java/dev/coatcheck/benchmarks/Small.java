package dev.coatcheck.benchmarks;

import dev.coatcheck.Key;
import java.util.Arrays;

/** A value of 36 bytes, such as a session holds many of. */
public final class Small {
    public static final String NAME = "shop_url";
    public static final Key<String> KEY = Key.of(NAME, String.class);

    private Small() {}

    /** The value of the session of this number, a new object each time. */
    public static String value(int number) {
        char[] digits = new char[10];
        Arrays.fill(digits, '0');
        String text = Integer.toString(number);
        text.getChars(0, text.length(), digits, digits.length - text.length());
        return "https://shop-" + new String(digits) + ".example/cart";
    }
}
