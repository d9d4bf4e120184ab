using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Profiling;

namespace ILComicGAN.GpuCheck.Parts;

/// <summary>A device that writes down which convolutions it is asked for, by which layers.</summary>
internal sealed class ConvolutionLog(Device inner) : DelegatingDevice(inner, inner.Name)
{
    private readonly Dictionary<(string Form, Conv2dShape Shape), List<string>> _layers = [];

    /// <summary>Each form and shape once, with the layers that have it, in the order of first use.</summary>
    public IEnumerable<(string Form, Conv2dShape Shape, IReadOnlyList<string> Layers)> Convolutions =>
        _layers.Select(pair => (pair.Key.Form, pair.Key.Shape, (IReadOnlyList<string>)pair.Value));

    protected internal override void Run(Operation operation)
    {
        (string Form, Conv2dShape Shape)? found = operation switch
        {
            Conv2d o => ("forward", o.Shape),
            Conv2dInputGradient o => ("input", o.Shape),
            Conv2dWeightGradient o => ("weight", o.Shape),
            _ => null,
        };
        if (found is { } key)
        {
            if (!_layers.TryGetValue(key, out List<string>? layers))
            {
                _layers.Add(key, layers = []);
            }

            layers.Add(ProfileScope.Layer ?? "");
        }

        base.Run(operation);
    }
}
