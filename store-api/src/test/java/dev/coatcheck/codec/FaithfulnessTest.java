package dev.coatcheck.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.coatcheck.codec.CodecException.Reason;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.type.TypeFactory;

/** Which types' values are read back when they are put, and what comes of it. */
class FaithfulnessTest {
    enum Alike {
        ONE,
        TWO;

        @Override
        public String toString() {
            return "same";
        }
    }

    enum Marked {
        @JsonProperty("1")
        ONE
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    sealed interface Clashing permits Kinded {}

    record Kinded(String kind) implements Clashing {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Renamed(
            @JsonProperty("t") String text,
            @JsonProperty("number") int number) {}

    record Swapped(@JsonProperty("b") String a, String b) {}

    record Hiding(@JsonIgnore String secret, int number) {}

    record Terse(@JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> names) {}

    record Text(@JsonValue String text) {}

    record Shouting(String name) {
        public String getName() {
            return name.toUpperCase(Locale.ROOT);
        }
    }

    record Many(String name) implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of(name).iterator();
        }
    }

    record Typed(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Object content) {}

    record Named(String name, boolean isOpen, Optional<Shape> shape) {}

    record Any(String name, @JsonAnyGetter @JsonAnySetter Map<String, Object> rest) {}

    private final JsonCodec codec = new JsonCodec(1 << 20, 1 << 13);

    private static boolean isTrusted(Type type) {
        TypeFactory types = TypeFactory.createDefaultInstance();
        return new Faithfulness(types).isFaithful(types.constructType(type));
    }

    @Test
    void whatFollowsFromTheStructureIsTrusted() {
        for (Type type : List.of(
                Renamed.class,
                Named.class,
                Shape.class,
                Circle.class,
                new TypeReference<Map<String, List<Shape>>>() {}.getType())) {
            assertThat(isTrusted(type)).as(type.getTypeName()).isTrue();
        }
    }

    @Test
    void everythingElseIsNot() {
        for (Type type : List.of(
                Object.class,
                List.class,
                Number.class,
                CharSequence.class,
                Locale.class,
                BitSet.class,
                char[].class,
                JsonNode.class,
                Alike.class,
                Marked.class,
                Clashing.class,
                Swapped.class,
                Hiding.class,
                Terse.class,
                Text.class,
                Shouting.class,
                Many.class,
                Typed.class,
                Any.class,
                new TypeReference<Collection<String>>() {}.getType(),
                new TypeReference<TreeSet<String>>() {}.getType(),
                new TypeReference<Map<Object, String>>() {}.getType(),
                new TypeReference<Map<String, Object>>() {}.getType(),
                new TypeReference<List<Optional<String>>>() {}.getType(),
                new TypeReference<Optional<Optional<String>>>() {}.getType())) {
            assertThat(isTrusted(type)).as(type.getTypeName()).isFalse();
        }
    }

    private void isRefused(Object value, Type type, String why) {
        assertThatThrownBy(() -> codec.encode(value, type))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(why)
                .extracting(e -> ((CodecException) e).reason())
                .isEqualTo(Reason.UNWRITABLE);
    }

    private Object back(Object value, Type type) throws CodecException {
        return codec.decode(codec.encode(value, type), type).value();
    }

    @Test
    @SuppressWarnings({"NullAway", "NullOptional"}) // null on purpose
    void whatWouldComeBackDifferentIsRefusedWhicheverValueOfItsTypeItIs() throws Exception {
        assertThat(back(Alike.ONE, Alike.class)).isEqualTo(Alike.ONE);
        isRefused(Alike.TWO, Alike.class, "come back unequal");
        assertThat(back(new Terse(List.of("a")), Terse.class)).isEqualTo(new Terse(List.of("a")));
        isRefused(new Terse(List.of()), Terse.class, "come back");
        isRefused(new Hiding("x", 1), Hiding.class, "a java.lang.String would come back as a null");
        assertThat(back(new Any("a", Map.of("other", 1)), Any.class)).isEqualTo(new Any("a", Map.of("other", 1)));
        isRefused(new Any("a", Map.of("name", "b")), Any.class, "");
        isRefused(new Named("a", true, null), Named.class, "at .shape: null where an Optional belongs");
    }

    /** As a constructor that hashes or counts does: it would be done again with each read. */
    record Counted(int count) {
        Counted {
            count++;
        }
    }

    @Test
    void aConstructorThatAltersWhatItIsGivenIsNoticedWithItsTypesFirstValue() {
        isRefused(new Counted(1), Counted.class, "come back");
        isRefused(new Counted(2), Counted.class, "come back");
    }

    /** Says when two are equal, and has an array. */
    @SuppressWarnings("ArrayRecordComponent") // on purpose
    record Own(@JsonIgnore int[] cache, String text) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Own that && text.equals(that.text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    /** Has no equality of its own. */
    static final class Bean {
        public String text = "";
        public int[] numbers = {};
    }

    @SuppressWarnings("ArrayRecordComponent") // on purpose
    record Arrays(Object name, int[] numbers, Bean bean) {}

    @Test
    void whatHasTheSamePartsComesBackWhereNoEqualityOfItsOwnSaysSo() throws Exception {
        Bean bean = new Bean();
        bean.text = "a";
        codec.encode(bean, Bean.class);
        codec.encode(List.of(bean), new TypeReference<List<Bean>>() {}.getType());
        codec.encode(Map.of("a", bean), new TypeReference<Map<String, Bean>>() {}.getType());
        codec.encode(Set.of(bean), new TypeReference<Set<Bean>>() {}.getType());
        codec.encode(new Arrays("a", new int[] {1}, bean), Arrays.class);
        codec.encode(new ArrayDeque<>(List.of("a")), new TypeReference<Deque<String>>() {}.getType());
        codec.encode(new Own(new int[] {1}, "a"), Own.class);
        isRefused(
                new Arrays(1L, new int[] {1}, bean),
                Arrays.class,
                "java.lang.Long would come back as a java.lang.Integer");
        isRefused(bean, Object.class, "would come back as a java.util.LinkedHashMap");
    }

    @Test
    void noPartOfAValueIsToldWhenItIsRefused() {
        Map<String, Object> map = new LinkedHashMap<>(Map.of("alice@example.org", new StringBuilder("secret")));
        assertThatThrownBy(() -> codec.encode(map, new TypeReference<Map<String, Object>>() {}.getType()))
                .hasMessageContaining("StringBuilder")
                .hasMessageNotContaining("alice")
                .hasMessageNotContaining("secret");
    }
}
