package dev.coatcheck.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.type.TypeFactory;

class ImmutabilityTest {
    record Leaf(int number, BigDecimal price, DayOfWeek day, Optional<UUID> id) {}

    record Tree(Leaf leaf, List<Tree> branches, Map<String, Set<Instant>> times) {}

    record Pair<A, B>(A first, B second) {}

    record Mutable(List<Date> dates) {}

    record Concrete(ArrayList<String> names) {}

    record Raw(Object anything) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    sealed interface Leaky permits Good, Bad {}

    record Good() implements Leaky {}

    static final class Bad implements Leaky {}

    private static boolean isImmutable(Type type) {
        TypeFactory types = TypeFactory.createDefaultInstance();
        return new Immutability(types).isImmutable(types.constructType(type));
    }

    @Test
    void plainValuesRecordsAndCollectionsOfThemAreImmutable() {
        for (Type type : List.of(
                String.class,
                Integer.class,
                boolean.class,
                DayOfWeek.class,
                Instant.class,
                Leaf.class,
                Tree.class,
                Shape.class,
                new TypeReference<Pair<String, List<Leaf>>>() {}.getType(),
                new TypeReference<Map<UUID, Optional<Tree>>>() {}.getType())) {
            assertThat(isImmutable(type)).as(type.getTypeName()).isTrue();
        }
    }

    @Test
    void whatHasAnyMutablePartIsNot() {
        for (Type type : List.of(
                Object.class,
                Date.class,
                int[].class,
                ArrayList.class,
                List.class,
                Map.class,
                Number.class,
                CharSequence.class,
                Mutable.class,
                Concrete.class,
                Raw.class,
                Leaky.class,
                new TypeReference<Pair<String, List<Date>>>() {}.getType(),
                new TypeReference<ArrayList<String>>() {}.getType())) {
            assertThat(isImmutable(type)).as(type.getTypeName()).isFalse();
        }
    }
}
