package dev.coatcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyTest {
    @Test
    void keysAreEqualByNameAndTypeHoweverTheyWereMade() {
        assertThat(Key.listOf("a", String.class))
                .isEqualTo(Key.of("a", new TypeRef<List<String>>() {}))
                .hasSameHashCodeAs(Key.of("a", new TypeRef<List<String>>() {}))
                .isNotEqualTo(Key.listOf("b", String.class))
                .isNotEqualTo(Key.listOf("a", Integer.class))
                .isNotEqualTo(Key.setOf("a", String.class));
        assertThat(Key.of("a", new TypeRef<Set<String>>() {})).isEqualTo(Key.setOf("a", String.class));
        assertThat(Key.of("a", new TypeRef<Map<String, Integer>>() {}))
                .isEqualTo(Key.mapOf("a", String.class, Integer.class));
        assertThat(Key.of("a", new TypeRef<String>() {})).isEqualTo(Key.of("a", String.class));
        assertThat(Key.of("a", String.class).lasting(Duration.ofHours(1))).isEqualTo(Key.of("a", String.class));
    }

    @Test
    void aTypeThatIsKnownWhenTheProgramRunsMakesTheSameKey() {
        Type ofComponent = Strings.class.getRecordComponents()[0].getGenericType();
        assertThat((Object) Key.of("a", TypeRef.of(ofComponent))).isEqualTo(Key.listOf("a", String.class));
        assertThat((Object) Key.of("a", TypeRef.of(String.class))).isEqualTo(Key.of("a", String.class));
    }

    private record Strings(List<String> strings) {}

    @Test
    void aNameIsOneTo128CharactersOfASmallSet() {
        assertThat(Key.of("AZaz09._-" + "x".repeat(119), String.class).name()).hasSize(128);
        for (String bad : List.of("", " ", "a b", "a:b", "@ticket", "a/b", "ä", "a\n", "x".repeat(129))) {
            assertThatThrownBy(() -> Key.of(bad, String.class))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 128 characters");
        }
    }

    @Test
    void aTypeIsComplete() {
        assertThatThrownBy(() -> Key.of("a", new TypeRef<List<?>>() {})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(KeyTest::<String>keyOfAVariable).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(RawRef::new).isInstanceOf(IllegalArgumentException.class);
    }

    private static <T> Key<List<T>> keyOfAVariable() {
        return Key.of("a", new TypeRef<List<T>>() {});
    }

    @SuppressWarnings("rawtypes") // the mistake that is to be found
    private static final class RawRef extends TypeRef {}

    @Test
    void aKeyNamesItselfAndItsType() {
        assertThat(Key.listOf("a", String.class)).hasToString("a: java.util.List<java.lang.String>");
        assertThat(Key.of("a", String.class).type()).isEqualTo(String.class);
    }
}
