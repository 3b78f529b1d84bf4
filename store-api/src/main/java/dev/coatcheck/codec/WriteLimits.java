package dev.coatcheck.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.util.JsonGeneratorDelegate;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.ValueSerializerModifier;

/**
 * Refuses to write what Jackson would refuse to read: numbers of over 1,000 characters, names of over 50,000, and names
 * with half a surrogate pair, which it writes as bytes that are no text. Only what can be so is looked at (big numbers,
 * the keys of maps, trees), so other values are written as fast as ever.
 */
final class WriteLimits extends SimpleModule {
    private static final long serialVersionUID = 1L;

    private static final int MAX_NUMBER_CHARACTERS = StreamReadConstraints.DEFAULT_MAX_NUM_LEN;
    private static final int MAX_NAME_CHARACTERS = StreamReadConstraints.DEFAULT_MAX_NAME_LEN;

    /** Of the bytes that Jackson counts when it reads, a character has up to three; it counts in steps of four. */
    static final int MAX_NAME_BYTES = 3 * MAX_NAME_CHARACTERS + 4;

    WriteLimits() {
        super("coatcheck-write-limits");
        setSerializerModifier(new Modifier());
    }

    private static final class Modifier extends ValueSerializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public ValueSerializer<?> modifySerializer(
                SerializationConfig config, BeanDescription.Supplier description, ValueSerializer<?> serializer) {
            Class<?> type = description.getBeanClass();
            return BigDecimal.class.isAssignableFrom(type)
                            || BigInteger.class.isAssignableFrom(type)
                            || JsonNode.class.isAssignableFrom(type)
                    ? new Limiting(serializer)
                    : serializer;
        }

        @Override
        public ValueSerializer<?> modifyKeySerializer(
                SerializationConfig config,
                JavaType type,
                BeanDescription.Supplier description,
                ValueSerializer<?> serializer) {
            return new Limiting(serializer);
        }
    }

    private static final class Limiting extends ValueSerializer<Object> {
        private final ValueSerializer<Object> delegate;

        @SuppressWarnings("unchecked") // Jackson calls each serializer with values of its type only
        Limiting(ValueSerializer<?> delegate) {
            this.delegate = (ValueSerializer<Object>) delegate;
        }

        @Override
        public ValueSerializer<?> createContextual(SerializationContext context, BeanProperty property) {
            return new Limiting(delegate.createContextual(context, property));
        }

        @Override
        public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
            delegate.serialize(value, limited(value, generator), context);
        }

        @Override
        public void serializeWithType(
                Object value, JsonGenerator generator, SerializationContext context, TypeSerializer type) {
            delegate.serializeWithType(value, limited(value, generator), context, type);
        }

        private static JsonGenerator limited(Object value, JsonGenerator generator) {
            if (value instanceof String name) {
                requireReadable(name);
            } else if (value instanceof BigDecimal number) {
                requireShort(number);
            } else if (value instanceof BigInteger number) {
                requireShort(number);
            } else {
                return new Limited(generator);
            }
            return generator;
        }

        @Override
        public boolean isEmpty(SerializationContext context, Object value) {
            return delegate.isEmpty(context, value);
        }
    }

    private static final class Limited extends JsonGeneratorDelegate {
        Limited(JsonGenerator generator) {
            super(generator, true);
        }

        @Override
        public JsonGenerator writeName(String name) {
            requireReadable(name);
            return super.writeName(name);
        }

        @Override
        public JsonGenerator writeNumber(BigInteger number) {
            requireShort(number);
            return super.writeNumber(number);
        }

        @Override
        public JsonGenerator writeNumber(BigDecimal number) {
            requireShort(number);
            return super.writeNumber(number);
        }
    }

    private static void requireReadable(String name) {
        require(name.length() <= MAX_NAME_CHARACTERS);
        for (int i = 0; i < name.length(); i++) {
            if (Character.isSurrogate(name.charAt(i))) {
                requireWhole(name);
                return;
            }
        }
    }

    private static void requireWhole(String name) {
        if (name.codePoints().anyMatch(WriteLimits::isHalf)) {
            throw new Refusal("a name with half a surrogate pair");
        }
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** Makes the text, which takes long, only of a number that may be too long. */
    private static void requireShort(BigInteger number) {
        require(number.bitLength() <= 3 * MAX_NUMBER_CHARACTERS
                || number.toString().length() <= MAX_NUMBER_CHARACTERS);
    }

    private static void requireShort(BigDecimal number) {
        boolean surely = number.precision() <= MAX_NUMBER_CHARACTERS / 4
                && Math.abs((long) number.scale()) <= MAX_NUMBER_CHARACTERS / 4;
        require(surely || number.toString().length() <= MAX_NUMBER_CHARACTERS);
    }

    private static void require(boolean isShort) {
        if (!isShort) {
            throw new StreamConstraintsException("could not be read again");
        }
    }
}
