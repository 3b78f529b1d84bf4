package dev.coatcheck.benchmarks.load;

import dev.coatcheck.benchmarks.Visitor;
import dev.coatcheck.benchmarks.WritesRow;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One visitor whose browser sends many requests at once, and each changes the session's attributes. */
final class Writes {
    static final String COUNT = "count";

    private final Visitor visitor;
    private final Consumer<HttpServletRequest> increment;
    private final int requests;
    private final int threads;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger lostOfThread = new AtomicInteger();

    /** How the count that all share is incremented, is said by the last. */
    Writes(Visitor visitor, int requests, int threads, Consumer<HttpServletRequest> increment) {
        this.visitor = visitor;
        this.requests = requests;
        this.threads = threads;
        this.increment = increment;
    }

    /** As every application does it. */
    static void getAndSet(HttpServletRequest request) {
        HttpSession session = request.getSession();
        session.setAttribute(COUNT, (Integer) session.getAttribute(COUNT) + 1);
    }

    WritesRow run(String who) throws InterruptedException {
        visitor.visit(request -> {
            request.getSession().setAttribute(COUNT, 0);
            return null;
        });
        Thread[] all = IntStream.range(0, threads)
                .mapToObj(number -> new Thread(() -> visitAgainAndAgain("thread-" + number)))
                .toArray(Thread[]::new);
        for (Thread thread : all) {
            thread.start();
        }
        for (Thread thread : all) {
            thread.join();
        }
        int there = (int) IntStream.range(0, requests)
                .filter(request -> Objects.equals(read("request-" + request), request))
                .count();
        int count = (Integer) Objects.requireNonNull(read(COUNT));
        return new WritesRow(
                who, requests, threads, requests - there, lostOfThread.get(), requests - count, failed.get());
    }

    private @Nullable Object read(String name) {
        return visitor.visit(request -> request.getSession().getAttribute(name));
    }

    private void visitAgainAndAgain(String ofThread) {
        @Nullable Object written = null;
        for (int number = begun.getAndIncrement(); number < requests; number = begun.getAndIncrement()) {
            int now = number;
            try {
                compare(written, visitor.visit(request -> write(request, now, ofThread)));
            } catch (RuntimeException e) {
                failed.incrementAndGet();
            }
            written = now;
        }
        compare(written, read(ofThread));
    }

    private void compare(@Nullable Object written, @Nullable Object found) {
        if (!Objects.equals(written, found)) {
            lostOfThread.incrementAndGet();
        }
    }

    /** What the thread's attribute was. */
    private @Nullable Object write(HttpServletRequest request, int number, String ofThread) {
        HttpSession session = request.getSession();
        Object before = session.getAttribute(ofThread);
        session.setAttribute("request-" + number, number);
        session.setAttribute(ofThread, number);
        increment.accept(request);
        return before;
    }
}
