using ScottPlot;
using SkiaSharp;

namespace ILComicGAN.Training.Runs;

/// <summary>The losses of a run over its steps, one small plot each.</summary>
internal static class LossCurves
{
    private const int Width = 480;
    private const int Height = 300;

    /// <summary>A PNG of all curves that the run has.</summary>
    public static byte[] Draw(IReadOnlyList<StepReport> reports)
    {
        (string Title, Func<StepReport, float?> Value)[] curves =
        [
            ("content", report => report.Content),
            ("gray style", report => report.Gray),
            ("color", report => report.Color),
            ("generator, total", report => report.Total),
            ("critic: real − fake", report => report.CriticReal - report.CriticFake),
            ("gradient penalty", report => report.Penalty),
        ];
        Multiplot figure = new();
        figure.AddPlots(curves.Length);
        for (int i = 0; i < curves.Length; i++)
        {
            Plot plot = figure.GetPlot(i);
            StepReport[] known = [.. reports.Where(report => curves[i].Value(report) is { } value && float.IsFinite(value))];
            var line = plot.Add.ScatterLine(
                known.Select(report => (double)report.Step).ToArray(),
                known.Select(report => (double)curves[i].Value(report)!.Value).ToArray());
            line.LineWidth = 1.5f;
            plot.Title(curves[i].Title);
            plot.XLabel("step");
        }

        figure.Layout = new ScottPlot.MultiplotLayouts.Grid(2, 3);
        using SKSurface surface = SKSurface.Create(new SKImageInfo(3 * Width, 2 * Height));
        figure.Render(surface.Canvas, new PixelRect(0, 3 * Width, 2 * Height, 0));
        using SKImage image = surface.Snapshot();
        using SKData png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }
}
