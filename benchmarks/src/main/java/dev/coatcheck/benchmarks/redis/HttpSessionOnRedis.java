package dev.coatcheck.benchmarks.redis;

import static dev.coatcheck.benchmarks.Coatcheck.PRODUCTS;
import static dev.coatcheck.benchmarks.Coatcheck.WHO;

import dev.coatcheck.SessionManager;
import dev.coatcheck.benchmarks.Catalog;
import dev.coatcheck.benchmarks.Check;
import dev.coatcheck.benchmarks.Coatcheck;
import dev.coatcheck.benchmarks.Row;
import dev.coatcheck.benchmarks.Small;
import dev.coatcheck.benchmarks.Visitor;
import jakarta.servlet.http.HttpSession;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** {@code HttpSession} on Coatcheck, the ticket in the request's cookie. */
public class HttpSessionOnRedis extends RequestOnRedis {
    private final SessionManager manager = Coatcheck.onRedis(Map.of());
    private final SessionManager idleManager = Coatcheck.onRedis(Map.of("coatcheck.idle-timeout", "1h"));
    private final Visitor visitor = Coatcheck.visitor(manager, Small.KEY, PRODUCTS);
    private final Visitor idleVisitor = Coatcheck.visitor(idleManager, Small.KEY, PRODUCTS);

    @Setup
    public void fill() {
        fill(visitor);
        fill(idleVisitor);
        Check.same(Small.value(7), get());
        Check.same(Small.value(7), getIdle());
    }

    private void fill(Visitor visitor) {
        visitor.visit(request -> {
            HttpSession session = request.getSession();
            session.setAttribute(Small.NAME, Small.value(7));
            session.setAttribute(PRODUCTS.name(), Catalog.products(products, 1));
            return session;
        });
        Check.same(
                Catalog.products(products, 1),
                visitor.visit(request -> request.getSession().getAttribute(PRODUCTS.name())));
    }

    @TearDown
    public void close() {
        end(visitor);
        end(idleVisitor);
        manager.close();
        idleManager.close();
    }

    private static void end(Visitor visitor) {
        visitor.visit(request -> {
            request.getSession().invalidate();
            return null;
        });
    }

    @Benchmark
    @Row(who = WHO, what = "request through the filter: HttpSession.getAttribute")
    public @Nullable Object get() {
        return visitor.visit(request -> request.getSession().getAttribute(Small.NAME));
    }

    @Benchmark
    @Row(who = WHO, what = "request through the filter: HttpSession.getAttribute (coatcheck.idle-timeout=1h)")
    public @Nullable Object getIdle() {
        return idleVisitor.visit(request -> request.getSession().getAttribute(Small.NAME));
    }
}
