package dev.coatcheck.codec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Jackson's annotations in a record: harmless is only {@code @JsonProperty} with a name, on a component, from where it
 * goes to the field, the accessor and the constructor's parameter.
 */
final class RecordMarks {
    private final Class<?> type;
    private final Set<JsonProperty> renamings = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private final boolean areDistinct;

    private RecordMarks(Class<?> type) {
        this.type = type;
        boolean distinct = true;
        for (RecordComponent part : type.getRecordComponents()) {
            distinct &= names.add(lower(part.getName()));
        }
        for (Field field : type.getDeclaredFields()) {
            JsonProperty renaming = renaming(field);
            if (renaming != null) {
                renamings.add(renaming);
                String name = lower(renaming.value());
                distinct &= name.isEmpty() || name.equals(lower(field.getName())) || names.add(name);
            }
        }
        this.areDistinct = distinct;
    }

    static RecordMarks of(Class<?> type) {
        return new RecordMarks(type);
    }

    private static @Nullable JsonProperty renaming(Field field) {
        return Modifier.isStatic(field.getModifiers()) ? null : field.getAnnotation(JsonProperty.class);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** What its components are called, in JSON or in Java, in lower case. */
    Set<String> names() {
        return names;
    }

    /** Whether no two components are called the same. */
    boolean areDistinct() {
        return areDistinct;
    }

    boolean areHarmless() {
        return JacksonMarks.hasHarmlessMarks(type)
                && Arrays.stream(type.getDeclaredFields()).allMatch(this::onlyRenames)
                && Arrays.stream(type.getDeclaredMethods())
                        .allMatch(method -> isAccessor(method) ? onlyRenames(method) : JacksonMarks.isUnmarked(method))
                && Arrays.stream(type.getDeclaredConstructors())
                        .allMatch(made -> isCanonical(made)
                                ? marksOf(made).findAny().isEmpty()
                                        && Arrays.stream(made.getParameters()).allMatch(this::onlyRenames)
                                : JacksonMarks.isUnmarked(made));
    }

    private boolean isAccessor(Method method) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getAccessor)
                .anyMatch(method::equals);
    }

    private boolean isCanonical(Constructor<?> constructor) {
        return Arrays.equals(
                constructor.getParameterTypes(),
                Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new));
    }

    private boolean onlyRenames(AnnotatedElement element) {
        return marksOf(element)
                .allMatch(mark -> mark instanceof JsonProperty property
                        && property.access() == JsonProperty.Access.AUTO
                        && renamings.contains(property));
    }

    private static Stream<Annotation> marksOf(AnnotatedElement element) {
        return Arrays.stream(element.getDeclaredAnnotations()).filter(JacksonMarks::isOfJackson);
    }
}
