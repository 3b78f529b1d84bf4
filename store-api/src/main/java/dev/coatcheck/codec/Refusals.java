package dev.coatcheck.codec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;

/**
 * Refuses classes, which Jackson would load by the name that the data has, and the null in place of an {@code Optional}
 * in a record, which would come back as an empty one.
 */
final class Refusals extends SimpleModule {
    private static final long serialVersionUID = 1L;

    private static final String A_CLASS = "a class, which no data may name";
    private static final Set<Class<?>> OPTIONALS =
            Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    Refusals() {
        super("coatcheck-refusals");
        refuse(Class.class);
        refuse(JavaType.class);
        setSerializerModifier(new Modifier());
    }

    private <T> void refuse(Class<T> type) {
        addSerializer(type, new Refusing<>(A_CLASS));
        addKeySerializer(type, new Refusing<>(A_CLASS));
        addDeserializer(type, new NeverRead<>());
        addKeyDeserializer(type, new NeverReadKey());
    }

    private static final class Modifier extends ValueSerializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public List<BeanPropertyWriter> changeProperties(
                SerializationConfig config, BeanDescription.Supplier description, List<BeanPropertyWriter> properties) {
            if (description.getBeanClass().isRecord()) {
                properties.stream()
                        .filter(property ->
                                OPTIONALS.contains(property.getType().getRawClass()))
                        .forEach(property -> property.assignNullSerializer(new Refusing<>(
                                "null where an Optional belongs, which would come back as an empty one")));
            }
            return properties;
        }
    }

    private static final class Refusing<T> extends ValueSerializer<T> {
        private final String why;

        Refusing(String why) {
            this.why = why;
        }

        @Override
        public void serialize(T value, JsonGenerator generator, SerializationContext context) {
            throw new Refusal(why);
        }
    }

    private static final class NeverRead<T> extends ValueDeserializer<T> {
        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            throw new Refusal(A_CLASS);
        }
    }

    private static final class NeverReadKey extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            throw new Refusal(A_CLASS);
        }
    }
}
