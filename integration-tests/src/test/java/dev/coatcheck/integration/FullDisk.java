package dev.coatcheck.integration;

import dev.coatcheck.StoreFullException;
import dev.coatcheck.sqlite.SqliteDataStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Want;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A process that fills its disk with sessions, or looks what another has left, and says what it found. */
final class FullDisk {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int SIZE = 50_000;

    private FullDisk() {}

    /**
     * Fills the disk, or looks.
     *
     * @param arguments the file; and, to look alone, how many sessions there are
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        try (DataStore store = new SqliteDataStore(file)) {
            int written = arguments.length == 1 ? fill(store, file) : Integer.parseInt(arguments[1]);
            say(areThere(store, written), "what was acknowledged is there");
            say(store.read(id(written), List.of()).isEmpty(), "what was refused is not");
            // where there is one, it makes room
            if (Files.deleteIfExists(file.resolveSibling("ballast")) || arguments.length == 2) {
                say(store.create("again", DAY, List.of(Change.put("a", bytes(0)))), "there is room again");
                say(store.delete(id(0)), "and what ends is ended");
            }
            System.out.println(written);
        }
    }

    private static void say(boolean isTrue, String what) {
        System.out.println((isTrue ? "" : "NOT: ") + what);
    }

    private static int fill(DataStore store, Path file) {
        for (int i = 0; i < 1_000; i++) {
            try {
                store.create(id(i), DAY, List.of(Change.put("a", bytes(i))));
            } catch (StoreFullException e) {
                String message = String.valueOf(e.getMessage());
                say(
                        message.contains(file.toString()) && message.contains("make room"),
                        "refused as full, by the file's name and what to do");
                return i;
            }
        }
        throw new IllegalStateException("the disk has room for all");
    }

    private static boolean areThere(DataStore store, int number) {
        for (int i = 0; i < number; i++) {
            byte[] bytes = store.read(id(i), List.of(Want.of("a")))
                    .orElseThrow()
                    .values()
                    .get(0)
                    .bytes();
            if (!Arrays.equals(bytes, bytes(i))) {
                return false;
            }
        }
        return true;
    }

    private static String id(int number) {
        return "session-" + number;
    }

    private static byte[] bytes(int seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
