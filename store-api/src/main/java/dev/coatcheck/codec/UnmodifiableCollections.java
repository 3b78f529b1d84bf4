package dev.coatcheck.codec;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;

/**
 * Makes what is read as a {@code List}, {@code Set} or {@code Map} unmodifiable, at every depth. For immutable types
 * only: in these each list that Jackson makes was declared as a {@code List}, whatever class Jackson chose for it.
 */
final class UnmodifiableCollections extends SimpleModule {
    private static final long serialVersionUID = 1L;

    UnmodifiableCollections() {
        super("coatcheck-unmodifiable-collections");
        setDeserializerModifier(new Modifier());
    }

    private static final class Modifier extends ValueDeserializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public ValueDeserializer<?> modifyCollectionDeserializer(
                DeserializationConfig config,
                CollectionType type,
                BeanDescription.Supplier description,
                ValueDeserializer<?> deserializer) {
            if (List.class.isAssignableFrom(type.getRawClass())) {
                return new Freezing(deserializer, list -> Collections.unmodifiableList((List<?>) list));
            }
            return Set.class.isAssignableFrom(type.getRawClass())
                    ? new Freezing(deserializer, set -> Collections.unmodifiableSet((Set<?>) set))
                    : deserializer;
        }

        @Override
        public ValueDeserializer<?> modifyMapDeserializer(
                DeserializationConfig config,
                MapType type,
                BeanDescription.Supplier description,
                ValueDeserializer<?> deserializer) {
            return new Freezing(deserializer, map -> Collections.unmodifiableMap((Map<?, ?>) map));
        }
    }

    private static final class Freezing extends DelegatingDeserializer {
        private final UnaryOperator<Object> freeze;

        Freezing(ValueDeserializer<?> delegate, UnaryOperator<Object> freeze) {
            super(delegate);
            this.freeze = freeze;
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> delegate) {
            return new Freezing(delegate, freeze);
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
            return frozen(super.deserialize(parser, context));
        }

        @Override
        public @Nullable Object getEmptyValue(DeserializationContext context) {
            return frozen(super.getEmptyValue(context));
        }

        private @Nullable Object frozen(@Nullable Object collection) {
            return collection == null ? null : freeze.apply(collection);
        }
    }
}
