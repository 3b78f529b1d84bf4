package dev.coatcheck.integration.history;

/**
 * The values of a history: a label, {@code WRITER.NUMBER}, with something behind it that follows from the number, so that
 * a value which is not whole is seen. One in seventeen is large enough to be compressed.
 */
public final class Stamp {
    private static final int LARGE = 20_000;

    private Stamp() {}

    /** The value of a label. */
    public static String value(String label) {
        int number = Integer.parseInt(label.substring(label.lastIndexOf('.') + 1));
        StringBuilder value = new StringBuilder(label).append(' ');
        for (int i = number; value.length() < (number % 17 == 0 ? LARGE : 40); i++) {
            value.append(Integer.toHexString(i * 0x9E3779B9));
        }
        return value.toString();
    }

    /** The label of a whole value; something that is no label for another. */
    public static String label(String value) {
        String label = value.replaceFirst(" .*", "");
        return label.matches("[0-9.]+") && value(label).equals(value) ? label : "damaged:" + label;
    }
}
