package dev.coatcheck.memory;

import dev.coatcheck.Setting;
import java.util.List;

/** The settings of the memory store. */
public final class MemorySettings {
    /** The memory for sessions, in bytes; by default a quarter of the heap. */
    public static final Setting<Long> MAX_BYTES = Setting.bytes(
            "coatcheck.memory.max-bytes", Long.toString(Runtime.getRuntime().maxMemory() / 4), 1);

    /** What happens when that memory is full: {@code reject} or {@code evict}. */
    public static final Setting<String> WHEN_FULL =
            Setting.text("coatcheck.memory.when-full", "reject", "reject|evict", "reject or evict");

    static final List<Setting<?>> ALL = List.of(MAX_BYTES, WHEN_FULL);

    private MemorySettings() {}
}
