using ILComicGAN.Engine.Contract;
using ILComicGAN.Engine.Devices;
using ILComicGAN.Engine.Elementwise;
using ILComicGAN.Engine.Memory;

namespace ILComicGAN.Engine.Operations.Linear;

/// <summary>Sums over the dimensions in which the output has size 1 (or that it lacks) down to its shape.</summary>
internal sealed record SumMap(Shape Input, Shape Output) : LinearMap(Input, Output)
{
    public override LinearMap Adjoint => new ExpandMap(Output, Input);

    public override void Run(Device device, DeviceBuffer x, DeviceBuffer y)
    {
        // Runs of neighboring summed dimensions go together, innermost first, since that shrinks the data the most.
        List<(long Size, bool Summed)> runs = Runs();
        int left = runs.Count(run => run.Summed);
        if (left == 0)
        {
            device.Submit(new Copy(x, y, new CopyPlan([checked((int)Input.Count)], [1], [1])));
            return;
        }

        DeviceBuffer source = x.Retain();
        for (int i = runs.Count - 1; i >= 0; i--)
        {
            if (!runs[i].Summed)
            {
                continue;
            }

            long outer = runs.Take(i).Aggregate(1L, (product, run) => product * run.Size);
            long inner = runs.Skip(i + 1).Aggregate(1L, (product, run) => product * run.Size);
            DeviceBuffer target = --left == 0 ? y.Retain() : device.Allocator.Rent(outer * inner);
            device.Submit(new Sum(source, target, outer, runs[i].Size, inner));
            source.Release();
            source = target;
            runs[i] = (1, false);
        }

        source.Release();
    }

    private List<(long Size, bool Summed)> Runs()
    {
        List<(long Size, bool Summed)> runs = [];
        for (int axis = 0; axis < Input.Rank; axis++)
        {
            int kept = axis - (Input.Rank - Output.Rank);
            bool summed = Input[axis] != 1 && (kept < 0 || Output[kept] == 1);
            if (Input[axis] == 1)
            {
                continue;
            }

            if (runs.Count > 0 && runs[^1].Summed == summed)
            {
                runs[^1] = (runs[^1].Size * Input[axis], summed);
            }
            else
            {
                runs.Add((Input[axis], summed));
            }
        }

        return runs;
    }
}
