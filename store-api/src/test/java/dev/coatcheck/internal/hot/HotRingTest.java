package dev.coatcheck.internal.hot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HotRingTest {
    private final List<String> evicted = new ArrayList<>();
    private final HotRing ring = new HotRing(30);

    private final class Named extends HotRing.Entry {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        void onEvicted() {
            evicted.add(name);
        }
    }

    private Named added(String name) {
        Named entry = new Named(name);
        assertThat(ring.add(entry, 10)).isTrue();
        return entry;
    }

    @Test
    void theOldestGoesFirst() {
        added("a");
        added("b");
        added("c");
        assertThat(evicted).isEmpty();
        added("d");
        added("e");
        assertThat(evicted).containsExactly("a", "b");
    }

    @Test
    void whatWasUsedHasASecondChanceAndNoThird() {
        added("a").use();
        added("b");
        added("c");
        added("d");
        assertThat(evicted).containsExactly("b");
        added("e");
        added("f");
        added("g");
        assertThat(evicted).containsExactly("b", "c", "a", "d");
    }

    @Test
    void whereAllWereUsedTheOldestGoes() {
        added("a").use();
        added("b").use();
        added("c").use();
        added("d");
        assertThat(evicted).containsExactly("a");
    }

    @Test
    void noneOfManyIsLookedAtTwiceForOneThatComes() {
        HotRing large = new HotRing(1_000);
        for (int i = 0; i < 1_000; i++) {
            Named entry = new Named("n" + i);
            large.add(entry, 1);
            entry.use();
        }
        large.add(new Named("new"), 1);
        assertThat(evicted).containsExactly("n16");
    }

    @Test
    void whatIsLargerThanAllTheRoomMakesNobodyGo() {
        added("a");
        assertThat(ring.add(new Named("large"), 31)).isFalse();
        assertThat(ring.add(new Named("whole"), 30)).isTrue();
        assertThat(evicted).containsExactly("a");
    }

    @Test
    void whatIsAddedOnlyWhereThereIsRoomMakesNobodyGo() {
        added("a");
        added("b");
        assertThat(ring.addIfRoom(new Named("c"), 11)).isFalse();
        assertThat(ring.addIfRoom(new Named("d"), 10)).isTrue();
        assertThat(evicted).isEmpty();
    }

    @Test
    void whatIsRemovedMakesRoom() {
        Named first = added("a");
        added("b");
        added("c");
        ring.remove(first);
        ring.remove(first);
        added("d");
        assertThat(evicted).isEmpty();
    }

    @Test
    void whatGrowsMakesOthersGoAndWhatShrinksMakesRoom() {
        Named first = added("a");
        Named second = added("b");
        ring.resize(second, 15);
        assertThat(evicted).containsExactly("a");
        ring.resize(first, 100);
        ring.resize(second, -15);
        added("c");
        added("d");
        assertThat(evicted).containsExactly("a");
    }

    @Test
    void whatOutgrowsAllTheRoomGoesAlone() {
        Named first = added("a");
        added("b");
        ring.resize(first, 21);
        assertThat(evicted).containsExactly("a");
        assertThat(ring.bytes()).isEqualTo(10);
    }

    @Test
    void whatNobodyUsedBetweenTwoSweepsGoes() {
        added("a");
        Named second = added("b");
        ring.sweep();
        assertThat(evicted).isEmpty();
        second.use();
        added("c");
        ring.sweep();
        assertThat(evicted).containsExactly("a");
        ring.sweep();
        assertThat(evicted).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(ring.isEmpty()).isTrue();
        assertThat(ring.bytes()).isZero();
    }

    @Test
    void whatHadItsSecondChanceSinceTheLastSweepStays() {
        Named first = added("a");
        added("b");
        added("c");
        ring.sweep();
        first.use();
        added("d");
        assertThat(evicted).containsExactly("b");
        ring.sweep();
        assertThat(evicted).containsExactly("b", "c");
    }

    @Test
    void aSweepLooksAtEachOfManyWhoeverComesAndGoesMeanwhile() {
        HotRing large = new HotRing(10_000);
        List<Named> comers = new ArrayList<>();
        List<HotRing.Entry> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            all.add(new HotRing.Entry() {
                @Override
                void onEvicted() {
                    evicted.add("n" + number);
                    // the next one that this sweep would look at goes, and another comes
                    large.remove(all.get(Math.min(999, number + number % 200)));
                    comers.add(new Named("new" + number));
                    large.add(comers.get(comers.size() - 1), 1);
                }
            });
        }
        all.forEach(entry -> large.add(entry, 1));
        large.sweep();
        assertThat(evicted).isEmpty();
        large.sweep();
        assertThat(large.count()).isEqualTo(comers.size());
        assertThat(evicted).hasSizeGreaterThan(500).doesNotHaveDuplicates();
        large.sweep();
        large.sweep();
        assertThat(large.isEmpty()).isTrue();
        assertThat(large.bytes()).isZero();
    }

    @Test
    void aClosedRingKeepsNothing() {
        added("a");
        added("b");
        ring.close();
        assertThat(evicted).containsExactlyInAnyOrder("a", "b");
        assertThat(ring.add(new Named("c"), 10)).isFalse();
        assertThat(ring.addIfRoom(new Named("c"), 10)).isFalse();
        assertThat(ring.isEmpty()).isTrue();
        assertThat(ring.bytes()).isZero();
    }

    @Test
    void oneThatFailsToGoKeepsNoOtherFromGoing() {
        added("a");
        ring.add(
                new HotRing.Entry() {
                    @Override
                    void onEvicted() {
                        throw new OutOfMemoryError("on purpose");
                    }
                },
                10);
        added("c");
        assertThatThrownBy(() -> ring.add(new Named("whole"), 30)).isInstanceOf(OutOfMemoryError.class);
        assertThat(evicted).containsExactlyInAnyOrder("a", "c");
        assertThat(ring.bytes()).isEqualTo(30);
    }
}
