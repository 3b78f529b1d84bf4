package dev.coatcheck.servlet.attribute;

import java.io.InvalidClassException;
import java.io.ObjectStreamConstants;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to read a stream of Java's serialisation, told from its bytes alone (Java Object Serialization
 * Specification, chapter 6). Sets and maps ask all that is in their elements for hash codes while they are read: a few
 * hundred sets within each other, each twice, would take for ever, and a crowd of keys with one hash code its square. So
 * both are counted before anything is brought to life, and before anything is stored. For one stream.
 */
final class ReadingCost {
    private static final int LONG_TEXT = 1_024;

    private final ByteBuffer stream;
    /** What the stream may refer to again, by its number: classes, and for all else what is in it. */
    private final List<Object> handles = new ArrayList<>();

    private final ReadingBudget budget = new ReadingBudget();

    private ReadingCost(byte[] bytes) {
        this.stream = ByteBuffer.wrap(bytes);
    }

    /**
     * That the first object of a stream can be read in reasonable time.
     *
     * @throws InvalidClassException if it is nested too deeply, or would take too long
     * @throws StreamCorruptedException if this is no such stream
     */
    static void requireReasonable(byte[] bytes) throws InvalidClassException, StreamCorruptedException {
        ReadingCost reading = new ReadingCost(bytes);
        try {
            reading.stream.getInt();
            reading.content();
        } catch (RuntimeException e) {
            // numbers that point to nowhere, or to something else
            throw new StreamCorruptedException("the stream is damaged");
        }
    }

    /** An object, with how many objects are in it, each as often as it is reached. */
    private static final class Weighed {
        static final String TEXTS = "texts";
        /** As the machine has them: nobody can choose hash codes that are places in memory. */
        static final String PLACES = "places";

        static final Weighed SHORT_TEXT = new Weighed(TEXTS);
        static final Weighed CONSTANT = new Weighed(PLACES);

        /** Among which objects it has an order; empty for one that crowds. */
        private final String order;

        private long weight = 1;

        Weighed(String order) {
            this.order = order;
        }
    }

    /** What stands next; null where that is null, or a class. */
    private @Nullable Weighed content() throws InvalidClassException, StreamCorruptedException {
        budget.enter();
        byte tag = stream.get();
        Weighed read = switch (tag) {
            case ObjectStreamConstants.TC_NULL -> null;
            case ObjectStreamConstants.TC_REFERENCE -> reference() instanceof Weighed known ? known : null;
            case ObjectStreamConstants.TC_OBJECT -> object();
            case ObjectStreamConstants.TC_ARRAY -> array();
            case ObjectStreamConstants.TC_STRING -> text(Short.toUnsignedInt(stream.getShort()));
            case ObjectStreamConstants.TC_LONGSTRING -> text(Math.toIntExact(stream.getLong()));
            case ObjectStreamConstants.TC_ENUM -> constant();
            case ObjectStreamConstants.TC_CLASS -> {
                type();
                yield noted(Weighed.CONSTANT);
            }
            case ObjectStreamConstants.TC_CLASSDESC -> {
                described();
                yield null;
            }
            default -> throw new StreamCorruptedException("the stream is damaged");
        };
        budget.leave();
        return read;
    }

    private Object reference() {
        return handles.get(stream.getInt() - ObjectStreamConstants.baseWireHandle);
    }

    private Weighed noted(Weighed object) {
        handles.add(object);
        return object;
    }

    private void skip(int bytes) {
        stream.position(Math.addExact(stream.position(), bytes));
    }

    /** A long one takes its time to be compared with others. */
    private Weighed text(int bytes) {
        skip(bytes);
        if (bytes < LONG_TEXT) {
            return noted(Weighed.SHORT_TEXT);
        }
        Weighed text = new Weighed(Weighed.TEXTS);
        text.weight += bytes / LONG_TEXT;
        return noted(text);
    }

    private Weighed constant() throws InvalidClassException, StreamCorruptedException {
        type();
        noted(Weighed.CONSTANT);
        content();
        return Weighed.CONSTANT;
    }

    private @Nullable DescribedClass type() throws InvalidClassException, StreamCorruptedException {
        return switch (stream.get()) {
            case ObjectStreamConstants.TC_NULL -> null;
            case ObjectStreamConstants.TC_REFERENCE -> whole((DescribedClass) reference());
            case ObjectStreamConstants.TC_CLASSDESC -> described();
            case ObjectStreamConstants.TC_PROXYCLASSDESC ->
                throw new InvalidClassException("a dynamic proxy stands there");
            default -> throw new StreamCorruptedException("the stream is damaged");
        };
    }

    /** No class extends itself. */
    private static DescribedClass whole(DescribedClass known) throws StreamCorruptedException {
        if (known.levels == 0) {
            throw new StreamCorruptedException("the stream is damaged");
        }
        return known;
    }

    private DescribedClass described() throws InvalidClassException, StreamCorruptedException {
        budget.enter();
        DescribedClass type = new DescribedClass(name());
        handles.add(type);
        stream.getLong();
        type.flags = stream.get();
        int fields = stream.getShort();
        for (int i = 0; i < fields; i++) {
            char code = (char) stream.get();
            skip(Short.toUnsignedInt(stream.getShort()));
            if (code == 'L' || code == '[') {
                type.objects++;
                content();
            } else {
                type.primitiveBytes += bytesOf(code);
            }
        }
        annotation(null, HashedKind.NONE);
        DescribedClass parent = type();
        type.parent = parent;
        type.levels = parent == null ? 1 : parent.levels + 1;
        budget.requireDepth(type.levels);
        budget.leave();
        return type;
    }

    private String name() {
        byte[] name = new byte[Short.toUnsignedInt(stream.getShort())];
        stream.get(name);
        return new String(name, StandardCharsets.UTF_8);
    }

    private static int bytesOf(char code) {
        return switch (code) {
            case 'J', 'D' -> Long.BYTES;
            case 'I', 'F' -> Integer.BYTES;
            case 'S', 'C' -> Short.BYTES;
            default -> 1;
        };
    }

    private Weighed array() throws InvalidClassException, StreamCorruptedException {
        DescribedClass type = type();
        Weighed array = noted(new Weighed(Weighed.PLACES));
        int length = stream.getInt();
        if (length > stream.remaining()) {
            throw new InvalidClassException("REJECTED, as an array in it is longer than its bytes can fill");
        }
        char code = type == null ? ' ' : type.name.charAt(1);
        if (code == 'L' || code == '[') {
            for (int i = 0; i < length; i++) {
                add(array, content());
            }
        } else {
            skip(Math.multiplyExact(length, bytesOf(code)));
        }
        return array;
    }

    private Weighed object() throws InvalidClassException, StreamCorruptedException {
        DescribedClass type = type();
        Weighed object = noted(new Weighed(type == null ? "" : type.order));
        partsOf(object, type);
        return object;
    }

    /** Those of the first class it extends stand first. */
    private void partsOf(Weighed object, @Nullable DescribedClass type)
            throws InvalidClassException, StreamCorruptedException {
        if (type == null) {
            return;
        }
        partsOf(object, type.parent);
        budget.spend(1);
        int from = stream.position();
        if (type.has(ObjectStreamConstants.SC_SERIALIZABLE)) {
            skip(type.primitiveBytes);
            for (int i = 0; i < type.objects; i++) {
                add(object, content());
            }
        }
        if (type.has(ObjectStreamConstants.SC_WRITE_METHOD) || type.has(ObjectStreamConstants.SC_BLOCK_DATA)) {
            annotation(object, type.kind == HashedKind.TAGGED ? HashedKind.ofTag(stream.getInt(from)) : type.kind);
        }
    }

    /** What a class has written in its own way, in which collections have their elements. */
    private void annotation(@Nullable Weighed owner, HashedKind kind)
            throws InvalidClassException, StreamCorruptedException {
        long elements = 0;
        long keys = 0;
        long crowd = 0;
        String order = "";
        while (true) {
            byte tag = stream.get();
            if (tag == ObjectStreamConstants.TC_ENDBLOCKDATA) {
                break;
            } else if (tag == ObjectStreamConstants.TC_BLOCKDATA) {
                skip(Byte.toUnsignedInt(stream.get()));
            } else if (tag == ObjectStreamConstants.TC_BLOCKDATALONG) {
                skip(stream.getInt());
            } else {
                stream.position(stream.position() - 1);
                Weighed element = content();
                if (owner != null) {
                    add(owner, element);
                }
                if (kind.isKey(elements++) && element != null) {
                    budget.spend(element.weight);
                    keys++;
                    order = order.isEmpty() ? element.order : order;
                    // trees have no order among keys of two classes
                    boolean isInOrder = !kind.hasNoTrees() && !order.isEmpty() && element.order.equals(order);
                    crowd += isInOrder ? 0 : 1;
                }
            }
        }
        // each is compared with each other, and with all that are in order among themselves
        budget.spend(crowd * crowd / 2 + crowd * (keys - crowd));
    }

    private static void add(Weighed owner, @Nullable Weighed part) {
        owner.weight = Math.min(ReadingBudget.MOST, owner.weight + (part == null ? 0 : part.weight));
    }
}
