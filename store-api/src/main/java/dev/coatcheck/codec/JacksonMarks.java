package dev.coatcheck.codec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.Serializable;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells classes that Jackson writes and reads by their components alone from those that annotations, interfaces or
 * getters have it write or read in another way.
 */
final class JacksonMarks {
    private static final Pattern GETTER = Pattern.compile("(?:get|is)(.+)");

    private JacksonMarks() {}

    /** Whether its constants are told apart by their texts. */
    static boolean isPlainEnum(Class<?> type) {
        Set<String> texts = new HashSet<>();
        return isUnmarked(type)
                && Arrays.stream(type.getEnumConstants())
                        .map(String::valueOf)
                        .allMatch(text -> !text.isEmpty() && text.equals(text.strip()) && texts.add(text));
    }

    /** Whether it is written and read by its components, each under a name that nothing else has. */
    static boolean isPlainRecord(Class<?> type) {
        RecordMarks marks = RecordMarks.of(type);
        return marks.areHarmless()
                && parents(type).allMatch(JacksonMarks::leavesRecordsAsTheyAre)
                && marks.areDistinct()
                && Collections.disjoint(marks.names(), gettersOf(type));
    }

    /** An interface of Java's own, such as {@code Iterable}, may have Jackson write its elements. */
    private static boolean leavesRecordsAsTheyAre(Class<?> parent) {
        String name = parent.getName();
        return parent == Comparable.class
                || parent == Serializable.class
                || (!name.startsWith("java.")
                        && !name.startsWith("tools.jackson.")
                        && isUnmarked(parent)
                        && (!parent.isAnnotationPresent(JsonTypeInfo.class) || isClosed(parent)));
    }

    /** Whether the data tells its types apart, by names of their own under a name that none of them has otherwise. */
    static boolean isClosed(Class<?> type) {
        JsonTypeInfo info = type.getAnnotation(JsonTypeInfo.class);
        if (!type.isInterface() || !type.isSealed() || info == null || !isUnmarked(type)) {
            return false;
        }
        String property = info.property().isEmpty() ? info.use().getDefaultPropertyName() : info.property();
        Set<String> ids = new HashSet<>();
        return info.use() == JsonTypeInfo.Id.NAME
                && info.include() == JsonTypeInfo.As.PROPERTY
                && !info.visible()
                && info.defaultImpl() == JsonTypeInfo.class
                && Arrays.stream(type.getPermittedSubclasses())
                        .allMatch(part -> part.isRecord()
                                && ids.add(idOf(part, type).toLowerCase(Locale.ROOT))
                                && !RecordMarks.of(part).names().contains(property.toLowerCase(Locale.ROOT))
                                && !gettersOf(part).contains(property.toLowerCase(Locale.ROOT)));
    }

    private static String idOf(Class<?> part, Class<?> parent) {
        JsonSubTypes named = parent.getAnnotation(JsonSubTypes.class);
        Stream<String> byParent = named == null
                ? Stream.of()
                : Arrays.stream(named.value())
                        .filter(each -> each.value() == part)
                        .map(JsonSubTypes.Type::name);
        JsonTypeName own = part.getAnnotation(JsonTypeName.class);
        return Stream.concat(byParent, Stream.of(own == null ? "" : own.value()))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElseGet(() -> part.getName().substring(part.getName().lastIndexOf('.') + 1));
    }

    /** In lower case, since Jackson makes names of getters in its own way. */
    private static Set<String> gettersOf(Class<?> type) {
        Set<String> names = new HashSet<>();
        Stream.concat(Stream.of(type), parents(type))
                .flatMap(each -> Arrays.stream(each.getDeclaredMethods()))
                .filter(method -> method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers()))
                .map(method -> GETTER.matcher(method.getName()))
                .filter(Matcher::matches)
                .forEach(getter -> names.add(getter.group(1).toLowerCase(Locale.ROOT)));
        return names;
    }

    private static Stream<Class<?>> parents(Class<?> type) {
        return Arrays.stream(type.getInterfaces()).flatMap(parent -> Stream.concat(Stream.of(parent), parents(parent)));
    }

    /** Whether nothing in an enum or an interface has an annotation of Jackson's, but for those that name types. */
    private static boolean isUnmarked(Class<?> type) {
        return hasHarmlessMarks(type)
                && Stream.of(type.getDeclaredFields(), type.getDeclaredMethods(), type.getDeclaredConstructors())
                        .flatMap(Arrays::stream)
                        .allMatch(JacksonMarks::isUnmarked);
    }

    /** Whether the annotations of a class itself leave its values as they are; who meets it asks for its types. */
    static boolean hasHarmlessMarks(Class<?> type) {
        return Arrays.stream(type.getDeclaredAnnotations())
                .filter(JacksonMarks::isOfJackson)
                .allMatch(mark -> mark instanceof JsonIgnoreProperties ignored
                        ? ignored.value().length == 0
                        : mark instanceof JsonPropertyOrder
                                || mark instanceof JsonSubTypes
                                || mark instanceof JsonTypeName
                                || (mark instanceof JsonTypeInfo && type.isInterface()));
    }

    /** Whether a method, a constructor, a field or a constructor's parameter has no annotation of Jackson's. */
    static boolean isUnmarked(AnnotatedElement member) {
        return Arrays.stream(member.getDeclaredAnnotations()).noneMatch(JacksonMarks::isOfJackson)
                && (!(member instanceof Executable executable)
                        || Arrays.stream(executable.getParameters()).allMatch(JacksonMarks::isUnmarked));
    }

    /** Those of databind, and bundles of several, are marked as Jackson's own are. */
    static boolean isOfJackson(Annotation mark) {
        return isOfJackson(mark.annotationType())
                || Arrays.stream(mark.annotationType().getDeclaredAnnotations())
                        .anyMatch(of -> isOfJackson(of.annotationType()));
    }

    private static boolean isOfJackson(Class<? extends Annotation> type) {
        String name = type.getName();
        return name.startsWith("com.fasterxml.jackson.") || name.startsWith("tools.jackson.");
    }
}
