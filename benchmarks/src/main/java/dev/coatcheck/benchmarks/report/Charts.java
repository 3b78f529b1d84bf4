package dev.coatcheck.benchmarks.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Predicate;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.xy.XYSeriesCollection;
import org.w3c.dom.Document;

/** How plots look. Times are on logarithmic axes, since they differ by powers of ten. */
final class Charts {
    private static final int WIDTH = 1000;
    /** Warm colours for Coatcheck, cold ones for the others. */
    private static final List<Color> OURS =
            List.of(new Color(0xC0392B), new Color(0xE67E22), new Color(0xE91E63), new Color(0x8D5524));

    private static final List<Color> OTHERS = List.of(
            new Color(0x2C6FBB), new Color(0x2E8B57), new Color(0x555555), new Color(0x17A2B8), new Color(0x6F42C1));

    private static final Color GRID = new Color(0xDDDDDD);
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    private Charts() {}

    /** One bar for each category, with its figure at its end. */
    static JFreeChart bars(
            String title,
            ValueAxis axis,
            CategoryDataset values,
            Predicate<String> isOurs,
            DoubleFunction<String> figure) {
        JFreeChart chart =
                ChartFactory.createBarChart(title, null, null, values, PlotOrientation.HORIZONTAL, false, false, false);
        chart.getTitle().setFont(TITLE);
        CategoryPlot plot = chart.getCategoryPlot();
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(GRID);
        plot.setRangeAxis(axis);
        plot.setRenderer(new Bars(values, isOurs, figure));
        CategoryAxis names = plot.getDomainAxis();
        names.setTickLabelFont(TEXT);
        names.setMaximumCategoryLabelWidthRatio(0.6f);
        names.setMaximumCategoryLabelLines(2);
        return chart;
    }

    /** One line for each series. */
    static JFreeChart lines(
            String title, String xName, XYSeriesCollection values, Predicate<String> isOurs, DoubleFunction<String> y) {
        JFreeChart chart = ChartFactory.createXYLineChart(title, xName, null, values);
        chart.getTitle().setFont(TITLE);
        chart.getLegend().setItemFont(TEXT);
        XYPlot plot = chart.getXYPlot();
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(GRID);
        plot.setDomainGridlinePaint(GRID);
        LogAxis x = logarithmic(Texts::number);
        x.setLabel(xName);
        plot.setDomainAxis(x);
        plot.setRangeAxis(logarithmic(y));
        plot.setRenderer(linesOf(values, isOurs));
        return chart;
    }

    private static XYLineAndShapeRenderer linesOf(XYSeriesCollection values, Predicate<String> isOurs) {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
        int ours = 0;
        int others = 0;
        for (int i = 0; i < values.getSeriesCount(); i++) {
            boolean isOwn = isOurs.test(String.valueOf(values.getSeriesKey(i)));
            Color color = isOwn ? OURS.get(ours++ % OURS.size()) : OTHERS.get(others++ % OTHERS.size());
            renderer.setSeriesPaint(i, color);
            renderer.setSeriesStroke(i, new BasicStroke(isOwn ? 2.5f : 1.3f));
        }
        return renderer;
    }

    /** For amounts that are compared with nothing. */
    static ValueAxis linear(DoubleFunction<String> tick, double most) {
        NumberAxis axis = new NumberAxis();
        axis.setRange(0, most * 1.15);
        axis.setTickLabelFont(TEXT);
        axis.setNumberFormatOverride(new Ticks(tick));
        return axis;
    }

    /** With some room beside the bars. */
    static ValueAxis logarithmic(DoubleFunction<String> tick, double least, double most) {
        LogAxis axis = logarithmic(tick);
        axis.setRange(least / 3, most * 6);
        return axis;
    }

    private static LogAxis logarithmic(DoubleFunction<String> tick) {
        LogAxis axis = new LogAxis(null);
        axis.setTickLabelFont(TEXT);
        axis.setSmallestValue(0.001);
        axis.setTickUnit(new NumberTickUnit(1)); // powers of ten
        axis.setNumberFormatOverride(new Ticks(tick));
        return axis;
    }

    /** Writes a number as a table has it, without idle zeros. */
    private static final class Ticks extends NumberFormat {
        private static final long serialVersionUID = 1;

        private final transient DoubleFunction<String> text;

        Ticks(DoubleFunction<String> text) {
            this.text = text;
        }

        @Override
        public StringBuffer format(double number, StringBuffer to, FieldPosition position) {
            return to.append(text.apply(number).replaceAll("\\.0+(?!\\d)", ""));
        }

        @Override
        public StringBuffer format(long number, StringBuffer to, FieldPosition position) {
            return format((double) number, to, position);
        }

        @Override
        public Number parse(String source, ParsePosition position) {
            throw new UnsupportedOperationException("figures are only written");
        }
    }

    static void writeSvg(JFreeChart chart, int height, Path file) throws IOException {
        SVGGraphics2D svg;
        try {
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument("http://www.w3.org/2000/svg", "svg", null);
            SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
            context.setPrecision(1);
            // text as shapes: its place does not depend on the reader's fonts
            svg = new SVGGraphics2D(context, true);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every Java platform has a document builder", e);
        }
        svg.setSVGCanvasSize(new Dimension(WIDTH, height));
        chart.draw(svg, new Rectangle2D.Double(0, 0, WIDTH, height));
        try (Writer out = Files.newBufferedWriter(file)) {
            svg.stream(out, true);
        }
    }
}
