using ILComicGAN.Engine.Autograd;
using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;

namespace ILComicGAN.Engine.Operations.Linear;

/// <summary>Tensors one after the other along an axis; the gradient is cut into their parts.</summary>
internal sealed class ConcatFunction : Function
{
    private readonly int _axis;
    private readonly int[] _lengths;

    private ConcatFunction(int axis, int[] lengths)
    {
        _axis = axis;
        _lengths = lengths;
    }

    public static Tensor Forward(IReadOnlyList<Tensor> parts, int axis)
    {
        int[] lengths = [.. parts.Select(part => part.Shape[axis])];
        Shape shape = parts[0].Shape.With(axis, lengths.Sum());
        Tensor y = Tensor.Empty(parts[0].Device, shape);
        int start = 0;
        foreach (Tensor part in parts)
        {
            if (part.Shape.With(axis, shape[axis]) != shape)
            {
                throw new ArgumentException($"shapes {parts[0].Shape} and {part.Shape} differ outside dimension {axis}", nameof(parts));
            }

            y.Device.Submit(new Copy(part.Buffer, y.Buffer, SliceMap.Plan(shape, axis, start, part.Shape[axis], intoWhole: true)));
            start += part.Shape[axis];
        }

        Tensor[] inputs = [.. parts];
        return IsRecorded(inputs) ? new ConcatFunction(axis, lengths).Attach(y, inputs) : y;
    }

    public override Tensor?[] Backward(Tensor gradient)
    {
        Tensor?[] parts = new Tensor?[_lengths.Length];
        int start = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (Wanted[i])
            {
                parts[i] = LinearFunction.Forward(SliceMap.Create(gradient.Shape, _axis, start, _lengths[i]), gradient);
            }

            start += _lengths[i];
        }

        return parts;
    }
}
