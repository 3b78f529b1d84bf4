package dev.coatcheck.servlet;

final class HttpSessionAnswersInUndertowTest extends HttpSessionAnswersContract {
    @Override
    Container container() {
        return new UndertowContainer();
    }
}
