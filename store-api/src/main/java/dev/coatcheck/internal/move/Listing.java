package dev.coatcheck.internal.move;

import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Ids from several places, one after another: each is asked where the one before it has no more. For one thread. */
final class Listing extends AbstractSpliterator<String> {
    /** Where the ids come from. */
    interface Places {
        /** The ids of the next place; empty where there is none. */
        Optional<Stream<String>> next();

        /** Whether a place that is closed now had nothing more to say. */
        boolean isLeft();
    }

    private final Places places;
    private @Nullable Stream<String> part;
    private @Nullable Spliterator<String> rest;
    private @Nullable String next;

    private Listing(Places places) {
        super(Long.MAX_VALUE, 0);
        this.places = places;
    }

    static Stream<String> of(Places places) {
        Listing listing = new Listing(places);
        // whoever asks a closed store is told now
        listing.begin();
        return StreamSupport.stream(listing, false).onClose(listing::closePart);
    }

    /** Of places which are known beforehand. */
    static Stream<String> of(Iterable<Supplier<Stream<String>>> parts) {
        var left = parts.iterator();
        return of(new Places() {
            @Override
            public Optional<Stream<String>> next() {
                return left.hasNext() ? Optional.of(left.next().get()) : Optional.empty();
            }

            @Override
            public boolean isLeft() {
                return false;
            }
        });
    }

    @Override
    public boolean tryAdvance(Consumer<? super String> action) {
        while (!isOneMore()) {
            if (!begin()) {
                return false;
            }
        }
        action.accept(Objects.requireNonNull(next));
        return true;
    }

    private boolean isOneMore() {
        Spliterator<String> ids = rest;
        try {
            return ids != null && ids.tryAdvance(id -> next = id);
        } catch (IllegalStateException closed) {
            if (!places.isLeft()) {
                throw closed;
            }
            return false;
        }
    }

    /** False where there is no other place. */
    private boolean begin() {
        closePart();
        Optional<Stream<String>> ids = places.next();
        part = ids.orElse(null);
        rest = ids.map(Stream::spliterator).orElse(null);
        return ids.isPresent();
    }

    private void closePart() {
        Stream<String> ids = part;
        part = null;
        rest = null;
        if (ids != null) {
            ids.close();
        }
    }
}
