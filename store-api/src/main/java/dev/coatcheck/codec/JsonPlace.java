package dev.coatcheck.codec;

import java.lang.reflect.InaccessibleObjectException;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * Says where in the JSON something was wrong, and what kind of thing. Jackson's own messages quote the data, so none of
 * their text is used; nor is any name that a type does not have of its own, such as a map's key or what an any-setter
 * was given, which are data too.
 */
final class JsonPlace {
    private static final int STEPS_SHOWN = 12;

    private final JsonMapper mapper;

    JsonPlace(JsonMapper mapper) {
        this.mapper = mapper;
    }

    String of(JacksonException e) {
        StringBuilder place = new StringBuilder("at ");
        if (e.getPath().isEmpty()) {
            place.append("the root");
        }
        e.getPath().stream().limit(STEPS_SHOWN).map(this::text).forEach(place::append);
        if (e.getPath().size() > STEPS_SHOWN) {
            place.append("...");
        }
        TokenStreamLocation location = e.getLocation();
        if (location != null && location.getByteOffset() >= 0) {
            place.append(", byte ").append(location.getByteOffset());
        }
        return place.append(": ").append(kind(e)).toString();
    }

    private String text(Reference step) {
        if (step.getPropertyName() == null) {
            return "[" + step.getIndex() + "]";
        }
        return isOfType(step.getPropertyName(), classOf(step.from())) ? "." + step.getPropertyName() : ".?";
    }

    private boolean isOfType(String name, Class<?> type) {
        JavaType javaType = mapper.constructType(type);
        if (javaType.isContainerType()) {
            return false;
        }
        try {
            return properties(javaType).anyMatch(property -> property.getName().equals(name));
        } catch (JacksonException e) {
            // a type that Jackson makes nothing of
            return false;
        }
    }

    private Stream<BeanPropertyDefinition> properties(JavaType type) {
        ClassIntrospector reading =
                mapper.deserializationConfig().classIntrospectorInstance().forOperation(mapper.deserializationConfig());
        ClassIntrospector writing =
                mapper.serializationConfig().classIntrospectorInstance().forOperation(mapper.serializationConfig());
        return Stream.of(
                        reading.introspectForDeserialization(type, reading.introspectClassAnnotations(type)),
                        writing.introspectForSerialization(type, writing.introspectClassAnnotations(type)))
                .flatMap(description -> description.findProperties().stream());
    }

    private static String kind(JacksonException e) {
        if (e instanceof Refusal refusal) {
            return refusal.text();
        }
        if (e instanceof StreamConstraintsException) {
            return "deeper, longer or larger than the limits allow";
        }
        if (e instanceof UnexpectedEndOfInputException) {
            return "cut off";
        }
        if (e instanceof StreamReadException) {
            return "not well-formed JSON";
        }
        Optional<Class<?>> closed = isOfAccess(e) ? closedType(e) : Optional.empty();
        if (closed.isPresent()) {
            return "its module is closed to Jackson; put \"opens "
                    + closed.get().getPackageName()
                    + " to tools.jackson.databind;\" in module "
                    + closed.get().getModule().getName();
        }
        if (e instanceof InvalidDefinitionException definition) {
            return "JSON cannot carry this type (" + definition.getType() + ")";
        }
        Throwable cause = e.getCause();
        return cause == null || cause instanceof JacksonException
                ? "not what the type wants"
                : "a " + cause.getClass().getName() + " was thrown";
    }

    private static boolean isOfAccess(JacksonException e) {
        return e instanceof InvalidDefinitionException
                || e.getCause() instanceof IllegalAccessException
                || e.getCause() instanceof InaccessibleObjectException;
    }

    /** The type that its module keeps from Jackson, among those on the way to where it failed. */
    private static Optional<Class<?>> closedType(JacksonException e) {
        Stream<Class<?>> failed = typeOf(e).<Class<?>>map(JavaType::getRawClass).stream();
        Stream<Class<?>> passed = e.getPath().stream().map(step -> classOf(step.from()));
        return Stream.concat(failed, passed).filter(JsonPlace::isClosed).findFirst();
    }

    private static Optional<JavaType> typeOf(JacksonException e) {
        if (e instanceof InvalidDefinitionException definition) {
            return Optional.ofNullable(definition.getType());
        }
        return e instanceof ValueInstantiationException instantiation
                ? Optional.ofNullable(instantiation.getType())
                : Optional.empty();
    }

    private static Class<?> classOf(Object from) {
        return from instanceof Class<?> named ? named : from.getClass();
    }

    /** Not where it is a part of Java, which an application cannot open. */
    private static boolean isClosed(Class<?> type) {
        Module module = type.getModule();
        return module.isNamed()
                && !module.getName().matches("(java|jdk)\\..*")
                && !module.isOpen(type.getPackageName(), JsonMapper.class.getModule());
    }
}
