using ScottPlot;
using SkiaSharp;

namespace ILComicGAN.Training.Runs;

/// <summary>The losses of a run over its steps, one small plot each.</summary>
internal static class LossCurves
{
    private const int Width = 480;
    private const int Height = 300;
    private const int Columns = 3;

    /// <summary>A PNG of all curves that the run has.</summary>
    public static byte[] Draw(IReadOnlyList<StepReport> reports)
    {
        RunChart[] charts = [.. RunChart.All.Where(chart => chart.ShowsLosses)];
        int rows = (charts.Length + Columns - 1) / Columns;
        Multiplot figure = new();
        figure.AddPlots(charts.Length);
        for (int i = 0; i < charts.Length; i++)
        {
            Draw(figure.GetPlot(i), charts[i], reports);
        }

        figure.Layout = new ScottPlot.MultiplotLayouts.Grid(rows, Columns);
        using SKSurface surface = SKSurface.Create(new SKImageInfo(Columns * Width, rows * Height));
        figure.Render(surface.Canvas, new PixelRect(0, Columns * Width, rows * Height, 0));
        using SKImage image = surface.Snapshot();
        using SKData png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static void Draw(Plot plot, RunChart chart, IReadOnlyList<StepReport> reports)
    {
        for (int i = 0; i < chart.Series.Count; i++)
        {
            RunSeries series = RunSeries.Find(chart.Series[i]);
            (int Step, float Value)[] known = [.. reports.Select(report => (report.Step, series.Value(report) ?? float.NaN)).Where(point => float.IsFinite(point.Item2))];
            var line = plot.Add.ScatterLine(known.Select(point => (double)point.Step).ToArray(), known.Select(point => (double)point.Value).ToArray());
            line.LineWidth = 1.5f;
            line.LegendText = chart.Names?[i] ?? "";
        }

        if (chart.Names is not null)
        {
            plot.ShowLegend();
        }

        plot.Title(chart.Title);
        plot.XLabel("step");
    }
}
