package dev.coatcheck.internal.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody who mistyped a name has probably meant. */
public final class Nearest {
    /** One mistake in so many characters still looks like the same word; two always do. */
    private static final int CHARACTERS_PER_MISTAKE = 3;

    private Nearest() {}

    /** Of these names, the one that a text is most like; empty where it is like none. */
    public static Optional<String> of(String text, Collection<String> names) {
        int most = Math.max(2, text.length() / CHARACTERS_PER_MISTAKE);
        return names.stream()
                .filter(name -> Math.abs(name.length() - text.length()) <= most)
                .filter(name -> mistakes(text, name) <= most)
                .min(Comparator.comparingInt((String name) -> mistakes(text, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** How many characters were left out, added, exchanged, or swapped with the next one. */
    private static int mistakes(String written, String meant) {
        int[] beforeLast = new int[meant.length() + 1];
        int[] last = new int[meant.length() + 1];
        for (int j = 0; j <= meant.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= written.length(); i++) {
            int[] row = new int[meant.length() + 1];
            row[0] = i;
            for (int j = 1; j <= meant.length(); j++) {
                boolean isSame = written.charAt(i - 1) == meant.charAt(j - 1);
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (isSame ? 0 : 1));
                if (isSwap(written, i, meant, j)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[meant.length()];
    }

    private static boolean isSwap(String written, int i, String meant, int j) {
        return i > 1
                && j > 1
                && written.charAt(i - 1) == meant.charAt(j - 2)
                && written.charAt(i - 2) == meant.charAt(j - 1);
    }
}
