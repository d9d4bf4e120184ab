using ILComicGAN.Engine;
using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Elementwise;

namespace ILComicGAN.Training.Optimization;

/// <summary>
/// What a step wants to know of the device's results, losses above all: kept there until the step has been given to the
/// device in full, and then fetched together. Fetching each by itself would make the device wait for the host in mid-step.
/// </summary>
internal sealed class StepReadback : IDisposable
{
    private readonly List<Tensor> _tensors = [];
    private float[] _values = [];
    private int _length;

    /// <summary>Will fetch the values of a tensor, which may be freed meanwhile.</summary>
    public Range Add(Tensor tensor)
    {
        using Pause pause = GradientRecording.Pause();
        using TensorScope scope = new();
        _tensors.Add(tensor.Reshape((int)tensor.Count).Persist());
        Range values = _length..(_length + (int)tensor.Count);
        _length = values.End.Value;
        return values;
    }

    /// <summary>Waits for the device and fetches all that was added.</summary>
    public void Fetch()
    {
        float[] values = [];
        if (_tensors.Count > 0)
        {
            using TensorScope scope = new();
            values = Functional.Concat(0, _tensors).ToArray();
        }

        Dispose();
        _values = values;
    }

    /// <summary>The values that <see cref="Add"/> gave this place, once they are fetched.</summary>
    public ReadOnlySpan<float> this[Range values] => _values.AsSpan(values);

    /// <summary>Forgets what was not fetched.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in _tensors)
        {
            tensor.Dispose();
        }

        _tensors.Clear();
        _length = 0;
    }
}
