package dev.coatcheck.command;

import dev.coatcheck.ConfigurationException;
import dev.coatcheck.Setting;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What options' texts stand for; written, and refused, as those of settings are. */
final class Converters {
    private static final Setting<Long> SIZE = Setting.bytes("SIZE", "1", 1);
    private static final Setting<Integer> RATE = Setting.integer("NUMBER", "1", 1, 999_999_999);
    private static final Setting<Integer> FEW = Setting.integer("NUMBER", "0", 0, 1_000);

    private Converters() {}

    /** A number of bytes. */
    static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return parse(SIZE, text);
        }
    }

    /** How many in a second. */
    static final class Rate implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return parse(RATE, text).longValue();
        }
    }

    /** How many to name. */
    static final class Few implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return parse(FEW, text);
        }
    }

    private static <T> T parse(Setting<T> setting, String text) {
        try {
            return setting.parse(text);
        } catch (ConfigurationException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
